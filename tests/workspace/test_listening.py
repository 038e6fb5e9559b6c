"""Where do we listen: what is asked, answered and said of the touchpoints of a small shop."""

import pytest

from tests.workspace.company import Company

ROWS = "customer_id,at,touchpoint,channel,nps,text\n" + "".join(
    [
        # Five parcels; three customers are asked after it and two answer, one a month late.
        *(f"c{no},2026-03-0{no} 09:00,Consegna a domicilio,delivery,,\n" for no in range(1, 6)),
        *(f"c{no},2026-03-0{no} 18:00,Survey sent,survey,,\n" for no in (1, 2, 3)),
        "c1,2026-03-02 08:00,Sondaggio NPS,survey,9,\n",
        "c2,2026-05-02 08:00,Sondaggio NPS,survey,2,\n",
        "c4,2026-03-06 08:00,Recensione,review_site,,Pacco arrivato in ritardo\n",
        # Nobody who met a parcel wrote this.
        "c9,2026-03-06 08:00,Recensione,review_site,,Consegna puntuale\n",
        "c9,2026-03-05 08:00,Scheda prodotto,web,,\n",
        "c5,2026-03-07 08:00,Email assistenza,email,,Il corriere non ha suonato\n",
    ]
)


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    company = Company(tmp_path_factory.mktemp("listening"))
    company.load(ROWS, source="shop", columns={"customer": "customer_id"})
    return {one.name_it: one for one in company.workspace.voice.listening().places}


def test_what_was_asked_right_after_a_contact_belongs_to_it(places):
    parcel = places["Consegna a domicilio"]
    assert (parcel.customers, parcel.asked, parcel.answered) == (5, 3, 1)
    assert parcel.response["value"] == pytest.approx(1 / 3)
    assert parcel.is_asked


def test_what_customers_write_mentions_what_they_met(places):
    parcel = places["Consegna a domicilio"]
    assert (parcel.reviews, parcel.messages) == (1, 1)
    assert places["Email assistenza"].messages == 1


def test_places_nobody_asks_about_are_told(places):
    assert not places["Scheda prodotto"].is_asked
    assert places["Scheda prodotto"].response is None
    assert "Sondaggio NPS" not in places
