"""Signatures made by others: the vectors of the senders' own libraries and documentation."""

from datetime import UTC, datetime

import pytest

from percorso.collect.hooks import FORMATS, BadSignature, Delivery

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def test_twilio_s_own_vector_with_and_without_the_port():
    # twilio-python, tests/unit/test_request_validator.py
    body = (
        b"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212"
        b"&Caller=%2B14158675309"
    )
    signed = {"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}
    for host in ("mycompany.com", "mycompany.com:1234"):
        url = f"https://{host}/myapp.php?foo=1&bar=2"
        FORMATS["twilio"].verify(Delivery(body, signed, url), ["12345"], NOW)


def test_twilio_s_vector_of_the_address_with_a_port_signed():
    body = (
        b"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212"
        b"&Caller=%2B14158675309"
    )
    signed = {"x-twilio-signature": "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="}
    url = "http://mycompany.com:1234/myapp.php?foo=1&bar=2"
    FORMATS["twilio"].verify(Delivery(body, signed, url), ["12345"], NOW)


def test_twilio_s_body_hash_covers_json():
    body = b'{"property": "value", "boolean": true}'
    told = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    url = f"https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256={told}"
    signed = {"x-twilio-signature": "a9nBmqA0ju/hNViExpshrM61xv4="}
    FORMATS["twilio"].verify(Delivery(body, signed, url), ["12345"], NOW)
    with pytest.raises(BadSignature):
        FORMATS["twilio"].verify(Delivery(body + b" ", signed, url), ["12345"], NOW)


def test_sendgrid_s_own_vector():
    # sendgrid-python, test/unit/test_eventwebhook.py; the line ends in CR LF.
    body = (
        b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
        b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
        b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-'
        b'5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>",'
        b'"timestamp":1600112492}]\r\n'
    )
    signed = {
        "x-twilio-email-event-webhook-signature": (
            "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15"
            "TluLtEZtM="
        ),
        "x-twilio-email-event-webhook-timestamp": "1600112502",
    }
    key = (
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62g"
        "w+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
    )
    signed_at = datetime.fromtimestamp(1600112502, UTC)
    FORMATS["sendgrid"].verify(Delivery(body, signed), [key], signed_at)
    with pytest.raises(BadSignature):
        FORMATS["sendgrid"].verify(Delivery(body.rstrip(), signed), [key], signed_at)


def test_sendcloud_s_own_vector():
    # sendcloud.dev, Webhooks: the hash of their example.
    told = "1eed4b3d41f4653ac64fd56f1bf1cbfd349e4482cbc11dff7134bd93e5da4b0a"
    delivery = Delivery(b'{"key": "value"}', {"sendcloud-signature": told})
    FORMATS["sendcloud"].verify(delivery, ["secretkey"], NOW)


def test_the_vector_of_standard_webhooks():
    signed = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    delivery = Delivery(b'{"test": 2432232314}', signed)
    signed_at = datetime.fromtimestamp(1614265330, UTC)
    FORMATS["generic"].verify(delivery, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], signed_at)
