"""The desks of a workspace: one for each matter it is asked about, opened when it is asked."""

from typing import TYPE_CHECKING

from percorso.workspace.stores import Stores

if TYPE_CHECKING:
    from percorso.workspace.card_desk import CardDesk
    from percorso.workspace.company_desk import CompanyDesk
    from percorso.workspace.follow_ups.desk import FollowUpsDesk
    from percorso.workspace.happy_desk import HappyDesk
    from percorso.workspace.lake import LakeDesk
    from percorso.workspace.loading.rejected_desk import RejectedDesk
    from percorso.workspace.maps.catalogue_desk import CatalogueDesk
    from percorso.workspace.maps.hypotheses_desk import HypothesesDesk
    from percorso.workspace.maps.journeys_desk import JourneyDesk
    from percorso.workspace.maps.media_desk import MediaDesk
    from percorso.workspace.maps.segments_desk import SegmentsDesk
    from percorso.workspace.maps.typed_desk import TypedDesk
    from percorso.workspace.people.consent_desk import ConsentDesk
    from percorso.workspace.people.identity_desk import IdentityDesk
    from percorso.workspace.plan.actions_desk import ActionsDesk
    from percorso.workspace.preferences import PreferencesDesk
    from percorso.workspace.reconciliation.desk import ReconciliationDesk
    from percorso.workspace.reviews.desk import ReviewsDesk
    from percorso.workspace.reviews.replies import RepliesDesk
    from percorso.workspace.rights.desk import ErasureDesk
    from percorso.workspace.rights.retention_desk import RetentionDesk
    from percorso.workspace.server.sources_desk import SourcesDesk
    from percorso.workspace.server.tokens_desk import TokensDesk
    from percorso.workspace.surveys.desk import SurveysDesk
    from percorso.workspace.users.audit_desk import AuditDesk
    from percorso.workspace.users.desk import UsersDesk
    from percorso.workspace.users.own_desk import OwnDesk
    from percorso.workspace.users.provider_desk import ProviderDesk
    from percorso.workspace.users.sign_in import SignIn
    from percorso.workspace.voice_desk import VoiceDesk


class Desks:
    """What is asked of a workspace by matter.

    Args:
        stores: The stores of the workspace.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    @property
    def company(self) -> "CompanyDesk":
        """What holds for the whole company: its name, zone and currency."""
        from percorso.workspace.company_desk import CompanyDesk

        return CompanyDesk(self._stores)

    @property
    def rejected(self) -> "RejectedDesk":
        """The rows set aside, to look at, to try again and to let go."""
        from percorso.workspace.loading.rejected_desk import RejectedDesk

        return RejectedDesk(self._stores)

    @property
    def sources(self) -> "SourcesDesk":
        """Sources that send by themselves: their keys, and what became of what they sent."""
        from percorso.workspace.server.sources_desk import SourcesDesk

        return SourcesDesk(self._stores)

    @property
    def reconciliation(self) -> "ReconciliationDesk":
        """What is held by source and day, beside what the source itself counts."""
        from percorso.workspace.reconciliation.desk import ReconciliationDesk

        return ReconciliationDesk(self._stores)

    @property
    def reviews(self) -> "ReviewsDesk":
        """What customers publish of the company, by platform, and whether it is answered."""
        from percorso.workspace.reviews.desk import ReviewsDesk

        return ReviewsDesk(self._stores)

    @property
    def surveys(self) -> "SurveysDesk":
        """What customers are asked, and what their answers come to."""
        from percorso.workspace.surveys.desk import SurveysDesk

        return SurveysDesk(self._stores)

    @property
    def replies(self) -> "RepliesDesk":
        """The replies to reviews: drafted, approved, sent, and the templates they start from."""
        from percorso.workspace.reviews.replies import RepliesDesk

        return RepliesDesk(self._stores)

    @property
    def voice(self) -> "VoiceDesk":
        """What customers say in their own words, by theme."""
        from percorso.workspace.voice_desk import VoiceDesk

        return VoiceDesk(self._stores)

    @property
    def catalogue(self) -> "CatalogueDesk":
        """The touchpoints and stages, to read and to edit."""
        from percorso.workspace.maps.catalogue_desk import CatalogueDesk

        return CatalogueDesk(self._stores)

    @property
    def segments(self) -> "SegmentsDesk":
        """Customers of whom facts hold, kept under names."""
        from percorso.workspace.maps.segments_desk import SegmentsDesk

        return SegmentsDesk(self._stores)

    @property
    def actions(self) -> "ActionsDesk":
        """What people decided to do about the map: made, changed, closed, looked at."""
        from percorso.workspace.plan.actions_desk import ActionsDesk

        return ActionsDesk(self._stores)

    @property
    def follow_ups(self) -> "FollowUpsDesk":
        """Customers to be looked after: opened by themselves, handled, and how it went on."""
        from percorso.workspace.follow_ups.desk import FollowUpsDesk

        return FollowUpsDesk(self._stores)

    @property
    def tokens(self) -> "TokensDesk":
        """Tokens with which programs ask the API: made, listed, revoked."""
        from percorso.workspace.server.tokens_desk import TokensDesk

        return TokensDesk(self._stores)

    @property
    def media(self) -> "MediaDesk":
        """Media without a person: load, list and remove what was bought."""
        from percorso.workspace.maps.media_desk import MediaDesk

        return MediaDesk(self._stores)

    @property
    def hypotheses(self) -> "HypothesesDesk":
        """Persona, typed rows, touchpoints and owners: import, export, versions."""
        from percorso.workspace.maps.hypotheses_desk import HypothesesDesk

        return HypothesesDesk(self._stores)

    @property
    def typed(self) -> "TypedDesk":
        """Persona, typed rows and owners of stages: edited one at a time, and taken back."""
        from percorso.workspace.maps.typed_desk import TypedDesk

        return TypedDesk(self._stores)

    @property
    def cards(self) -> "CardDesk":
        """One customer at a time: the card, and the timeline page by page."""
        from percorso.workspace.card_desk import CardDesk

        return CardDesk(self._stores)

    @property
    def happy(self) -> "HappyDesk":
        """The Happy Index of many: the company, a segment, who fell, how well it foresees."""
        from percorso.workspace.happy_desk import HappyDesk

        return HappyDesk(self._stores)

    @property
    def identity(self) -> "IdentityDesk":
        """Who is who: joined, parted and split by hand, and what stands for nobody."""
        from percorso.workspace.people.identity_desk import IdentityDesk

        return IdentityDesk(self._stores)

    @property
    def consent(self) -> "ConsentDesk":
        """What customers allow: asked, recorded and confirmed."""
        from percorso.workspace.people.consent_desk import ConsentDesk

        return ConsentDesk(self._stores)

    @property
    def erasure(self) -> "ErasureDesk":
        """Forgets persons, wherever the workspace holds them."""
        from percorso.workspace.rights.desk import ErasureDesk

        return ErasureDesk(self._stores)

    @property
    def retention(self) -> "RetentionDesk":
        """How long each class of data is kept, and taking away what is older."""
        from percorso.workspace.rights.retention_desk import RetentionDesk

        return RetentionDesk(self._stores)

    @property
    def lake(self) -> "LakeDesk":
        """The interactions as Parquet files that any engine reads."""
        from percorso.workspace.lake import LakeDesk

        return LakeDesk(self._stores)

    @property
    def journeys(self) -> "JourneyDesk":
        """The journey definitions, to look at and to add to."""
        from percorso.workspace.maps.journeys_desk import JourneyDesk

        return JourneyDesk(self._stores)

    @property
    def preferences(self) -> "PreferencesDesk":
        """What was chosen for everybody on the pages."""
        from percorso.workspace.preferences import PreferencesDesk

        return PreferencesDesk(self._stores)

    @property
    def users(self) -> "UsersDesk":
        """Who may see the pages, and as what."""
        from percorso.workspace.users.desk import UsersDesk

        return UsersDesk(self._stores)

    @property
    def own(self) -> "OwnDesk":
        """What users do about themselves: passwords, codes, log-ins."""
        from percorso.workspace.users.own_desk import OwnDesk

        return OwnDesk(self._stores)

    @property
    def provider(self) -> "ProviderDesk":
        """The OpenID provider people log in with; what it says of itself is kept by the desk."""
        from percorso.workspace.users.provider_desk import ProviderDesk

        return ProviderDesk(self._stores)

    @property
    def sign_in(self) -> "SignIn":
        """The way in to the pages."""
        from percorso.workspace.users.sign_in import SignIn

        return SignIn(self._stores)

    @property
    def audit(self) -> "AuditDesk":
        """The log of what people did."""
        from percorso.workspace.users.audit_desk import AuditDesk

        return AuditDesk(self._stores)
