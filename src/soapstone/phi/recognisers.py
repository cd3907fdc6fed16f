"""Presidio's analyzer with our clinical recognisers and the small spaCy model; it opens no socket.

Presidio's own name and place recognisers are left out: on clinical text they take drugs, eponyms and
abbreviations for people and places. The tagger's opinion is only a hint to our finders. Its e-mail
recogniser is left out, too, because it fetches a public-suffix list; ours needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, IbanRecognizer, PhoneRecognizer

from soapstone import models
from soapstone.phi.identifiers import CATEGORIES, Category, Identifier
from soapstone.phi.lexicon import lexicon
from soapstone.phi.names import CONTRACTED, NameFinder
from soapstone.phi.patterns import patterns
from soapstone.phi.places import PlaceFinder
from soapstone.phi.spoken_names import SpokenNameFinder
from soapstone.phi.tokens import tokenise

SPACY_MODEL = "spacy-en-sm"
# Parts of the spaCy model that nothing here reads.
UNUSED_PIPES = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
PERSON_LABELS = frozenset({"PERSON"})
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC", "ORG"})
PRESIDIO_CATEGORY: dict[str, Category] = {
    "CREDIT_CARD": "account",
    "IBAN_CODE": "account",
    "PHONE_NUMBER": "phone",
}

Find = Callable[[str, Any], Iterable[Identifier]]


class ClinicalRecogniser(EntityRecognizer):  # type: ignore[misc]
    """A finder of ours behind Presidio's door: `find(text, entities of the tagger)` gives identifiers."""

    def __init__(self, name: str, find: Find) -> None:
        """`name` is for Presidio's explanations."""
        self._find = find
        super().__init__(supported_entities=[c.upper() for c in CATEGORIES], name=name)

    def load(self) -> None:
        """Nothing to load: lexicons are read on first use."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """The identifiers as Presidio's results."""
        found = self._find(text, nlp_artifacts.entities if nlp_artifacts else ())
        return [RecognizerResult(i.category.upper(), i.start, i.end, i.probability) for i in found]


class _NoEnhancement(ContextAwareEnhancer):  # type: ignore[misc]
    """Context is in our patterns; Presidio's needs lemmas, which cost half of the time."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self, text: str, raw_results: Any, nlp_artifacts: Any, recognizers: Any, context: Any = None
    ) -> Any:
        return raw_results


@cache
def analyzer() -> AnalyzerEngine:
    """The analyzer, built once on first use. ModelError where the spaCy model is neither here nor to be had."""
    import spacy

    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": SPACY_MODEL}])
    engine.nlp = {"en": spacy.load(models.path(SPACY_MODEL), exclude=UNUSED_PIPES)}
    registry = RecognizerRegistry(
        recognizers=[
            ClinicalRecogniser("patterns", _find_patterns),
            ClinicalRecogniser("names", _find_names),
            ClinicalRecogniser("places", _find_places),
            CreditCardRecognizer(),
            IbanRecognizer(),
            PhoneRecognizer(supported_regions=("US", "GB", "CA")),
        ],
        supported_languages=["en"],
    )
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=engine,
        supported_languages=["en"],
        context_aware_enhancer=_NoEnhancement(),
    )


def recognise(text: str) -> list[Identifier]:
    """Everything that any recogniser found, overlaps and all.

    The tagger, which takes most of the time, is asked only where its hint could count.
    """
    engine = analyzer()
    artifacts = None if _needs_tagger(text) else NlpArtifacts([], [], [], [], engine.nlp_engine, "en")
    return [
        Identifier(
            category=PRESIDIO_CATEGORY.get(result.entity_type) or result.entity_type.lower(),
            start=result.start,
            end=result.end,
            probability=min(max(result.score, 0.0), 1.0),
        )
        for result in engine.analyze(text, language="en", nlp_artifacts=artifacts)
    ]


def _needs_tagger(text: str) -> bool:
    """Whether any capitalised word could be a name or place but for the start of a sentence."""
    words = lexicon()
    plain = words.cues["names"]["function"] | words.cues["names"]["never"]
    end = 0
    for token in tokenise(text):
        opening = end == 0 or text[end : token.start].strip() in {".", "?", "!"}
        end = token.end
        if not token.capital or token.initial or CONTRACTED.search(token.word) or token.word in plain:
            continue
        if not words.is_term(token.word) or (words.is_name(token.word) and not opening):
            return True
    return False


def _find_patterns(text: str, entities: Any) -> Iterable[Identifier]:
    for pattern in patterns():
        yield from pattern.find(text)


def _find_names(text: str, entities: Any) -> Iterable[Identifier]:
    tokens = tokenise(text)
    yield from NameFinder(text, tokens, lexicon(), _hints(entities, PERSON_LABELS)).find()
    yield from SpokenNameFinder(text, tokens, lexicon()).find()


def _find_places(text: str, entities: Any) -> Iterable[Identifier]:
    return PlaceFinder(text, tokenise(text), lexicon(), _hints(entities, PLACE_LABELS)).find()


def _hints(entities: Any, labels: frozenset[str]) -> Sequence[tuple[int, int]]:
    return [(e.start_char, e.end_char) for e in entities if e.label_ in labels]
