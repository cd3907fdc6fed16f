"""What the other places of a text say decides on a mention that is unsure."""

from __future__ import annotations

from soapstone.nlp.ner_repeats import NEAR, SHORT, Marked, standing

DISEASE, DRUG = 0, 1


def test_an_unsure_mention_goes_where_the_same_words_are_left_out_elsewhere() -> None:
    words = "Lead levels were raised . The lead was replaced".split()
    unsure = Marked(0, 1, DRUG, 0.7)
    assert standing([unsure], words) == []
    assert standing([unsure._replace(confidence=0.9)], words) == [unsure._replace(confidence=0.9)]


def test_an_unsure_mention_stands_where_the_same_words_are_found_again() -> None:
    words = "Sarcoid was likely . Biopsy proved sarcoid".split()
    both = [Marked(0, 1, DISEASE, 0.3), Marked(6, 7, DISEASE, 0.95)]
    assert standing(both, words) == both


def test_the_same_words_under_another_type_do_not_speak_for_it() -> None:
    words = "Iron was low . He took iron".split()
    sure = Marked(6, 7, DRUG, 0.95)
    assert standing([Marked(0, 1, DISEASE, 0.7), sure], words) == [sure]


def test_words_within_a_longer_mention_say_nothing_of_the_words_alone() -> None:
    words = "Breast cancer . The cancer grew".split()
    both = [Marked(0, 2, DISEASE, 0.9), Marked(4, 5, DISEASE, 0.7)]
    assert standing(both, words) == both


def test_what_a_note_says_once_stands_if_it_is_likelier_than_not() -> None:
    words = [*"He was twisted . He had gout".split(), *["and"] * SHORT]
    twisted, gout = Marked(2, 3, DISEASE, 0.5), Marked(6, 7, DISEASE, 0.65)
    assert standing([twisted, gout], words) == [gout]


def test_in_one_turn_of_a_visit_everything_is_said_once() -> None:
    words = "Any hot flashes ?".split()
    flashes = Marked(1, 3, DISEASE, 0.4)
    assert standing([flashes], words) == [flashes]


def test_a_place_far_away_does_not_count() -> None:
    words = ["lead", *["word"] * NEAR, "lead"]
    mention = Marked(0, 1, DRUG, 0.7)
    assert standing([mention], words) == [mention]
    assert standing([mention], words[:1] + words[2:]) == []


def test_a_text_without_mentions_has_none() -> None:
    assert standing([], ["He", "slept"]) == standing([], []) == []
