"""The RQ dashboard on its own origin."""

from threading import Thread

import pytest
from playwright.sync_api import expect
from redis import Redis
from rq import Queue, SimpleWorker
from rq.job import JobStatus
from werkzeug.serving import make_server

from dashboard.app import create_app
from tools.screenshots.chromium import chromium

LIVE = "<img src=x onerror=document.title=location>"
SIGN_IN = ("operator", "a long password")
OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def redis(servers):
    with Redis.from_url(servers["REDIS_URL"]) as connection:
        connection.flushdb()
        yield connection
        connection.flushdb()


@pytest.fixture
def dashboard(servers, redis):
    return create_app(servers | {"RQ_DASHBOARD_PASSWORD": SIGN_IN[1]})


@pytest.fixture
def client(dashboard):
    return dashboard.test_client()


@pytest.fixture
def failed(redis):
    """A job that failed in a worker, with HTML in its description and its traceback."""
    queue = Queue("default", connection=redis)
    job = queue.enqueue("os.stat", LIVE)
    SimpleWorker([queue], connection=redis).work(burst=True, logging_level="CRITICAL")
    return job


@pytest.mark.parametrize("missing", ["REDIS_URL", "RQ_DASHBOARD_PASSWORD"])
def test_it_does_not_start_without_a_password(servers, missing):
    given = servers | {"RQ_DASHBOARD_PASSWORD": "x"}

    with pytest.raises(SystemExit, match=missing):
        create_app({name: value for name, value in given.items() if name != missing})


@pytest.mark.parametrize("auth", [None, ("operator", "wrong"), ("wrong", SIGN_IN[1]), ("", "")])
@pytest.mark.parametrize("path", ["/", "/0/data/queues.json", "/static/css/main.css"])
def test_strangers_see_nothing(client, auth, path):
    assert client.get(path, auth=auth).status_code == 401


def test_operators_see_the_queues(client, failed):
    for path in ("/", "/static/css/main.css"):
        with client.get(path, auth=SIGN_IN) as answer:
            assert answer.status_code == 200
    queues = client.get("/0/data/queues.json", auth=SIGN_IN).json["queues"]
    assert [(queue["name"], queue["failed_job_registry_count"]) for queue in queues] == [
        ("default", 1)
    ]


def test_a_name_that_is_not_ours_is_refused(client):
    assert client.get("/", auth=SIGN_IN, headers={"Host": "evil.example"}).status_code == 400


def test_reading_changes_nothing(client, failed):
    for path in ("/requeue/default", f"/job/{failed.id}/requeue", f"/job/{failed.id}/delete"):
        for method in ("GET", "HEAD"):
            assert client.open(path, method=method, auth=SIGN_IN, headers=OURS).status_code == 405

    assert failed.get_status() == JobStatus.FAILED


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "null"},
        OURS | {"Sec-Fetch-Site": "cross-site"},
        OURS | {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_only_its_own_pages_change_things(client, failed, headers):
    answer = client.post(f"/job/{failed.id}/requeue", auth=SIGN_IN, headers=headers)

    assert answer.status_code == 403
    assert failed.get_status() == JobStatus.FAILED


def test_its_own_page_requeues_a_job(client, failed):
    answer = client.post(f"/job/{failed.id}/requeue", auth=SIGN_IN, headers=OURS)

    assert answer.json == {"status": "OK"}
    assert failed.get_status(refresh=True) == JobStatus.QUEUED


@pytest.mark.parametrize(
    "path",
    [
        "/9/view/queues",
        "/0/view/job/none",
        "/0/data/jobs/default/none/8/asc/1.json",
        "/0/data/jobs/default/failed/0/asc/1.json",
        "/0/view/jobs/';alert(1);'/failed/8/asc/1",
    ],
)
def test_what_does_not_exist_is_not_found(client, failed, path):
    assert client.get(path, auth=SIGN_IN).status_code == 404


@pytest.fixture
def address(dashboard):
    server = make_server("127.0.0.1", 0, dashboard, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/0/view"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
def test_html_in_a_job_stays_text(address, failed):
    sign_in = {"username": SIGN_IN[0], "password": SIGN_IN[1]}
    with chromium() as browser, browser.new_context(http_credentials=sign_in) as window:
        page = window.new_page()
        for path in (f"job/{failed.id}", "jobs/default/failed/8/asc/1"):
            page.goto(f"{address}/{path}")

            expect(page.locator(".exc_info")).to_contain_text(f"'{LIVE}'")
            expect(page.get_by_text(f"os.stat('{LIVE}')")).to_be_visible()
            expect(page.locator("img")).to_have_count(0)
            assert page.title() == "RQ dashboard"
