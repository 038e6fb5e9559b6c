"""The benchmark of identity in small: kiosks, the shop's own address, borrowed addresses."""

from harness.shared_kiosks import measure


def test_who_shares_a_kiosk_stays_apart_and_nobody_is_torn(tmp_path):
    found = measure(3000, tmp_path)
    assert found.precision >= 0.999
    assert found.recall >= found.recall_without_rails - 0.01
    assert found.precision_without_rails < 0.7


def test_a_borrowed_address_costs_no_more_than_its_borrowers(tmp_path):
    found = measure(3000, tmp_path, borrowed=500)
    assert 0.99 <= found.precision < 1
    assert found.recall >= 0.99
