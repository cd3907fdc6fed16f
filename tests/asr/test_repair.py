"""Drug names by sound and spelling, and the promise that nothing heard is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soapstone.asr.repair import original, repair, repair_turn
from soapstone.nlp.words import drugs
from soapstone.types import Patient, Transcript, Turn, Word

NOTHING_KNOWN = Patient()


def heard(text: str, unsure: str = "") -> Turn:
    """A recognised turn: half a second a word, the words of `unsure` with probability 0.4."""
    words = tuple(
        Word(text=word, start=0.5 * i, end=0.5 * i + 0.5, probability=0.4 if word in unsure.split() else 0.95)
        for i, word in enumerate(text.split())
    )
    return Turn(index=0, text=text, words=words)


def on(*medications: str) -> Patient:
    return Patient(medications=medications)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("i take lysinopryl every day", "i take lisinopril every day"),
        ("the furosamide ran out", "the furosemide ran out"),
        ("i'm on atorvastin", "i'm on atorvastatin"),
        ("hydroxyzeen for the itch", "hydroxyzine for the itch"),
        ("synthroyd and prednizone", "synthroid and prednisone"),
        ("he took some tylanol", "he took some tylenol"),
        ("Gabapenton for the nerves", "Gabapentin for the nerves"),
        ("coumadin and warferin", "coumadin and warfarin"),
        ("amlodapine five milligrams", "amlodipine 5 mg"),
    ],
)
def test_a_word_that_is_none_becomes_the_drug_it_sounds_like(said: str, written: str) -> None:
    assert repair_turn(heard(said)).text == written


@pytest.mark.parametrize(
    ("said", "unsure", "patient", "written"),
    [
        ("she takes met forming", "met forming", on("metformin 500 mg"), "she takes metformin"),
        ("the for oh semide yeah", "for oh semide", on("furosemide"), "the furosemide yeah"),
        ("a torvastatin at night", "", on("Lipitor 40 mg"), "atorvastatin at night"),
        ("taking allaquis", "", on("Eliquis 5 mg"), "taking eliquis"),
        ("taking allaquis", "", NOTHING_KNOWN, "taking allaquis"),
    ],
)
def test_the_patients_list_is_believed_sooner(said: str, unsure: str, patient: Patient, written: str) -> None:
    assert repair_turn(heard(said, unsure), patient).text == written


@pytest.mark.parametrize(
    "said",
    [
        "i feel fine and my wife is good",
        "we live in kalamazoo with my dog biscuit",
        "the statin is fine",
        "flexion and extension are full",
        "no crackles no wheezing no bruits",
        "furosemide and lisinopril and eliquis",
        "medicare will cover the colonoscopy",
        "it hurts when i'm standin around y'all",
    ],
)
def test_known_words_stay_as_heard(said: str) -> None:
    assert repair_turn(heard(said)) == heard(said)


def test_a_typed_turn_is_certain() -> None:
    typed = Turn(index=0, text="i take lysinopryl daily")
    assert repair_turn(typed) == typed
    assert repair_turn(typed, on("lisinopril 10 mg")).text == "i take lisinopril daily"


def test_two_drugs_alike_are_not_guessed_between() -> None:
    assert repair_turn(heard("i take hydroxalazine")).repairs == ()


def test_a_far_guess_is_marked_unsure_and_a_near_one_sure() -> None:
    far, near = (
        repair_turn(heard(f"taking {word} ten milligrams")).repairs[0] for word in ("jardiants", "prednizone")
    )
    assert (far.kind, far.sure) == ("drug", False)
    assert (near.kind, near.sure) == ("drug", True)


def test_words_keep_their_times_through_a_repair() -> None:
    turn = repair_turn(heard("restart it forty milligrams once a day"))
    assert " ".join(word.text for word in turn.words) == turn.text
    assert [(w.text, w.start, w.end) for w in turn.words][2:5] == [
        ("40", 1.0, 1.5),
        ("mg", 1.5, 2.0),
        ("once", 2.0, 2.5),
    ]


def test_a_repaired_word_is_as_doubtful_as_what_was_heard() -> None:
    turn = repair_turn(heard("the furosamide ran out", unsure="furosamide"))
    assert turn.words[1] == Word(text="furosemide", start=0.5, end=1.0, probability=0.4)


SPOKEN = st.sampled_from(
    """one two five ten twelve twenty forty eighty ninety hundred thousand point oh and a half over to milligrams mg
    percent pounds march may third first of the twenty-five nineteen 40 98.6 120/80 blood pressure pulse temperature is
    sugar lysinopryl metforman lisinopril furosemide take once day , . ? um 2024 years old""".split()
)


@given(st.lists(SPOKEN, max_size=14), st.booleans())
@settings(max_examples=400, deadline=None)
def test_undoing_all_repairs_gives_back_what_was_heard(said: list[str], recognised: bool) -> None:
    text = " ".join(said)
    turn = heard(text) if recognised else Turn(index=0, text=text)
    assert original(repair_turn(turn, on("lisinopril"))) == text


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_text_can_be_undone(text: str) -> None:
    assert original(repair_turn(Turn(index=0, text=text))) == text


@given(st.lists(SPOKEN, max_size=14))
@settings(max_examples=300, deadline=None)
def test_repairing_twice_changes_nothing_more(said: list[str]) -> None:
    once = repair(Transcript(turns=(heard(" ".join(said)),)))
    assert repair(once) == once


@given(
    st.lists(
        st.sampled_from("yes no it hurts when walking and then stops sometimes at night".split()), max_size=12
    )
)
def test_a_turn_without_numbers_and_drugs_stays_as_it_was(said: list[str]) -> None:
    turn = heard(" ".join(said))
    assert repair(Transcript(turns=(turn,))).turns[0] == turn


MOST_PRESCRIBED = """
atorvastatin metformin levothyroxine lisinopril amlodipine metoprolol albuterol losartan gabapentin omeprazole
sertraline rosuvastatin pantoprazole escitalopram dextroamphetamine hydrochlorothiazide bupropion fluoxetine
semaglutide montelukast trazodone simvastatin amoxicillin tamsulosin hydrocodone fluticasone meloxicam apixaban
furosemide insulin duloxetine ibuprofen famotidine empagliflozin carvedilol tramadol alprazolam prednisone hydroxyzine
buspirone clopidogrel glipizide citalopram allopurinol aspirin cyclobenzaprine ergocalciferol oxycodone
methylphenidate venlafaxine spironolactone ondansetron zolpidem cetirizine estradiol pravastatin lisdexamfetamine
lamotrigine quetiapine clonazepam azithromycin latanoprost cholecalciferol propranolol ezetimibe topiramate paroxetine
diclofenac atenolol lorazepam doxycycline pregabalin glimepiride tizanidine clonidine fenofibrate valsartan cephalexin
baclofen rivaroxaban amitriptyline finasteride dapagliflozin warfarin acetaminophen cyanocobalamin aripiprazole
olmesartan valacyclovir mirtazapine lovastatin sulfamethoxazole trimethoprim loratadine nifedipine naproxen acyclovir
methotrexate irbesartan benazepril ketoconazole hydralazine celecoxib testosterone triamcinolone oxcarbazepine
dulaglutide diltiazem verapamil telmisartan budesonide esomeprazole levetiracetam sitagliptin methocarbamol
nitrofurantoin prazosin sumatriptan meclizine chlorthalidone nortriptyline divalproex ropinirole guanfacine donepezil
memantine tadalafil sildenafil oxybutynin mirabegron solifenacin bisoprolol nebivolol labetalol digoxin amiodarone
ranolazine isosorbide torsemide bumetanide metolazone liraglutide linagliptin pioglitazone glyburide ciprofloxacin
levofloxacin clindamycin metronidazole penicillin cefdinir cefuroxime nystatin fluconazole terbinafine mupirocin
hydrocortisone methylprednisolone dexamethasone colchicine febuxostat alendronate raloxifene progesterone
medroxyprogesterone norethindrone levonorgestrel tamoxifen letrozole anastrozole risperidone olanzapine ziprasidone
lurasidone haloperidol lithium carbamazepine phenytoin lacosamide zonisamide primidone pramipexole benzonatate
guaifenesin promethazine prochlorperazine metoclopramide loperamide docusate senna lactulose sucralfate dicyclomine
mesalamine buprenorphine naloxone naltrexone methadone morphine hydromorphone fentanyl codeine ticagrelor prasugrel
dabigatran enoxaparin hydroxychloroquine sulfasalazine azathioprine adalimumab etanercept tiotropium ipratropium
fexofenadine levocetirizine azelastine
""".split()


def test_the_most_prescribed_generics_are_in_the_lexicon() -> None:
    assert len(MOST_PRESCRIBED) > 200
    assert [name for name in MOST_PRESCRIBED if not (name in drugs() and drugs()[name].common)] == []


@pytest.mark.parametrize(
    ("brand", "generic"), [("lasix", "furosemide"), ("eliquis", "apixaban"), ("tylenol", "acetaminophen")]
)
def test_a_brand_knows_its_generic(brand: str, generic: str) -> None:
    assert drugs()[brand].generic == generic


@pytest.mark.parametrize(
    "word", ["ice", "salt", "various", "sugar", "water", "iron", "gold", "honey", "today"]
)
def test_ordinary_words_are_no_drugs(word: str) -> None:
    assert word not in drugs()
