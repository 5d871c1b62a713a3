"""What is removed from texts that others wrote, and what stays."""

import pytest

from webapp.domain.masking import masked, masked_log


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Malformed access token tok_SECRET_EAAG123", "Malformed access token ***"),
        ("Authorization: Bearer abc", "Authorization: Bearer ***"),
        ('{"access_token":"x1y"}', '{"access_token":"***"}'),
        ("?access_token=x1y&fields=id", "?access_token=***&fields=id"),
        ("EAAGm0PX4ZCpsBAKZCx: expired", "***: expired"),
        ("wacm_2Jh-k of crm", "*** of crm"),
        ("proof " + "0af9" * 16, "proof ***"),
        ("key AbCdEf0123456789_AbCdEf0123", "key ***"),
        ("eyJhbGciOiJI.eyJzdWIi.c2ln", "***"),
        ("app_secret=hunter, x", "app_secret=***, x"),
        ("to +57 300 111 2233 failed", "to *** failed"),
        ("to 573001112233 failed", "to *** failed"),
        ("POST /contacts/%2B573001112233/unsubscribe", "POST /contacts/***/unsubscribe"),
        ("of CO.70011223344", "of ***"),
    ],
)
def test_tokens_secrets_and_people_are_masked(text, kept):
    assert masked(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "The access token could not be decrypted",
        "(#132001) Template name spring_offer_2026_for_new_clients does not exist in es_MX",
        "Unsupported post request. Object with ID '100000000000001' does not exist",
        "task 0198c1a2-6a1b-7c3d-8e4f-123456789012",
        "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes",
        "Business eligibility payment issue: 131042 at 2026-11-30 14:00:12,345",
    ],
)
def test_what_staff_need_stays(text):
    assert masked_log(text) == text


def test_errors_of_the_database_lose_their_values():
    text = (
        "psycopg.errors.UniqueViolation: duplicate key value violates unique constraint\n"
        "DETAIL:  Key (name)=(Ana\nLopez) already exists.\n\n"
        "The above exception was the direct cause\n"
        '(psycopg.errors.InvalidTextRepresentation) invalid input syntax for type integer: "Ana"\n'
        'CONTEXT:  COPY import_rows, line 1, column x: "Ana"\n[SQL: COPY import_rows]'
    )

    assert masked_log(text) == (
        "psycopg.errors.UniqueViolation: duplicate key value violates unique constraint\n\n"
        "The above exception was the direct cause\n"
        "(psycopg.errors.InvalidTextRepresentation) invalid input syntax for type integer: ***\n"
        "[SQL: COPY import_rows]"
    )
