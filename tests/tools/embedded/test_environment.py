"""The settings that `make run` fills in, and its messages about ports."""

import socket
import stat

import pytest

from tools.embedded import environment, stored_values
from tools.embedded.errors import StartError

WHATSAPP_API = {"WHATSAPP_API_URL": "http://127.0.0.1:8090", "WHATSAPP_APP_SECRET": "theirs"}


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free_port(tmp_path):
    return stored_values.port(tmp_path / "port")


def test_nothing_given_means_the_simulator(tmp_path):
    env = environment.complete({}, tmp_path)

    assert environment.is_simulated(env)
    assert env["WHATSAPP_API_URL"] == "http://127.0.0.1:8090"
    assert env["SIMULATOR_WEBHOOK_URL"] == "http://127.0.0.1:8000/webhooks/whatsapp"


def test_a_given_api_means_no_simulator_even_at_its_address(tmp_path):
    env = environment.complete(WHATSAPP_API, tmp_path)

    assert not environment.is_simulated(env)
    assert "WHATSAPP_ACCESS_TOKEN" not in env


def test_whatsapp_itself_is_not_used_without_the_secret_that_its_webhooks_are_signed_with(tmp_path):
    with pytest.raises(StartError, match="WHATSAPP_APP_SECRET"):
        environment.complete(WHATSAPP_API | {"WHATSAPP_APP_SECRET": ""}, tmp_path)


def test_what_is_given_stays_and_an_empty_value_is_not_given(tmp_path):
    env = environment.complete({"SECRET_KEY": "mine", "PORT": "", "PATH": "/bin"}, tmp_path)

    assert (env["SECRET_KEY"], env["PORT"], env["PATH"]) == ("mine", "8000", "/bin")


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path):
    first = environment.complete({}, tmp_path)

    second = environment.complete({}, tmp_path)

    assert {name: first[name] for name in environment.SECRETS} == {
        name: second[name] for name in environment.SECRETS
    }
    assert len({first[name] for name in environment.SECRETS}) == len(environment.SECRETS)
    modes = {
        stat.S_IMODE((tmp_path / file).stat().st_mode) for file in environment.SECRETS.values()
    }
    assert modes == {0o600}


@pytest.mark.parametrize("name", ["PORT", "RQ_DASHBOARD_PORT", "SIMULATOR_PORT"])
def test_a_taken_port_is_named_with_a_way_out(tmp_path, taken_port, free_port, name):
    ports = {"PORT": str(free_port), "SIMULATOR_PORT": str(free_port)}
    env = environment.complete(ports | {name: str(taken_port)}, tmp_path)

    with pytest.raises(StartError, match=f"Port {taken_port} .* taken(.|\n)*make run {name}="):
        environment.check_ports(env)


def test_the_simulators_port_does_not_matter_without_it(tmp_path, taken_port, free_port):
    ports = {"PORT": str(free_port), "SIMULATOR_PORT": str(taken_port)}
    env = environment.complete(WHATSAPP_API | ports, tmp_path)

    environment.check_ports(env)


@pytest.mark.parametrize("port", ["web", "0", "65536", "-1"])
def test_what_is_no_port_is_refused(tmp_path, port):
    env = environment.complete({"PORT": port}, tmp_path)

    with pytest.raises(StartError, match="which is no port"):
        environment.check_ports(env)


def test_one_port_for_two_is_refused(tmp_path, free_port):
    ports = {"PORT": str(free_port), "SIMULATOR_PORT": str(free_port)}
    env = environment.complete(ports, tmp_path)

    with pytest.raises(StartError, match="make them differ"):
        environment.check_ports(env)


def test_a_kept_port_changes_only_when_it_is_taken(tmp_path, taken_port):
    file = tmp_path / "port"
    file.write_text(str(taken_port))

    port = stored_values.port(file)

    assert port != taken_port
    assert stored_values.port(file) == port


def test_other_shells_are_told_what_they_need_and_no_more(tmp_path):
    env = environment.complete({"PATH": "/bin", "DATABASE_URL": "postgresql://x"}, tmp_path)

    environment.tell_others(env, tmp_path / "run.env")

    lines = (tmp_path / "run.env").read_text().splitlines()
    assert "DATABASE_URL=postgresql://x" in lines
    assert f"SECRET_KEY={env['SECRET_KEY']}" in lines
    assert not [line for line in lines if line.startswith(("PATH=", "DEMO_PASSWORD="))]
