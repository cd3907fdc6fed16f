"""What patients say is known for what it is, and everyday words that only look like it are not."""

from __future__ import annotations

import re

import pytest

from soapstone.nlp.concepts import (
    find_concepts,
    spelled_out,
    with_clinical_names,
)
from soapstone.nlp.said import Said, facts
from soapstone.nlp.stems import content_stems
from soapstone.resources import read_table


def names(said: str) -> list[str]:
    return [mention.concept.name for mention in find_concepts(said)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("my eyes are really itchy", "itchy eyes"),
        ("his voice is going", "hoarseness"),
        ("I get up three times a night to pee", "nocturia"),
        ("there's a whistling when she breathes", "wheezing"),
        ("any knocks to the head", "head injury"),
        ("my urine has been kind of pink", "hematuria"),
        ("I can't put any weight on it", "inability to bear weight"),
        ("her eye was crusted shut", "eye discharge"),
        ("has anyone at home been sick", "sick contacts"),
        ("I need to sleep on three pillows", "orthopnea"),
        ("are you seeing double", "double vision"),
        ("swelling of your lips or tongue", "lip or tongue swelling"),
        ("I wake up drenched", "night sweats"),
    ],
)
def test_what_a_patient_says_is_known(said: str, meant: str) -> None:
    assert names(said) == [meant]


@pytest.mark.parametrize(
    ("said", "not_meant"),
    [
        ("my sugars have been low", "depression"),
        ("I ran out of my pills", "diarrhea"),
        ("he takes off his wedding ring", "tinnitus"),
        ("we like to sit in the wind", "shortness of breath"),
        ("I have irritable bowel syndrome", "fussiness"),
        ("let me back up a bit", "constipation"),
        ("I forgot the name of the pill", "memory loss"),
        ("he drains the pool in the fall", "recent falls"),
        ("I am so cold", "upper respiratory infection"),
    ],
)
def test_everyday_words_are_no_symptoms(said: str, not_meant: str) -> None:
    assert not_meant not in names(said)


def test_a_pattern_is_spelled_out_with_every_form_of_to_be() -> None:
    forms = set(spelled_out("neck <be> {sore|stiff}"))
    assert {("neck", "is", "sore"), ("neck", "has", "been", "stiff"), ("neck", "feel", "sore")} <= forms
    assert set(spelled_out("{|very} {a|b} c")) == {("b", "c"), ("c",)}  # articles and "very" do not count


def test_the_lay_lexicon_is_sound() -> None:
    rows = read_table("lexicons/lay.tsv")[1:]
    assert [row for row in rows if len(row) != 4 or not row[3]] == []
    clinical = {row[0] for row in read_table("lexicons/concepts.tsv")[1:]}
    for name, group, patterns, _ in rows:
        assert bool(group) is (name not in clinical), (
            f"{name}: only a concept of this file has its group here"
        )
        for pattern in patterns.split("; "):
            assert re.fullmatch(r"(?:[^{}]|\{[^{}]*\})+", pattern), pattern
            assert all(spelled_out(pattern)), f"{pattern} may be nothing but articles"


def test_an_illness_gets_its_clinical_name_and_its_qualifiers_stay() -> None:
    assert with_clinical_names("chest cold") == "bronchitis"
    assert with_clinical_names("gout") == "gout"
    assert with_clinical_names("viral pink eye") == "viral conjunctivitis"
    assert (
        with_clinical_names("Her father had clogged heart arteries.")
        == "Her father had coronary artery disease."
    )


def test_the_clinical_name_is_supported_by_the_lay_words() -> None:
    said = Said("It looks like you have a chest cold.")
    assert said.missing(facts("Bronchitis.")) == set()
    assert content_stems("Bronchitis.") - said.stems  # by what it means, not by its letters


@pytest.mark.parametrize(
    ("said", "illness"),
    [
        ("a bladder infection", "cystitis"),
        ("your urine is infected, a kidney infection", "pyelonephritis"),
        ("an infection of your ear canal", "otitis externa"),
        ("an inner ear infection", "labyrinthitis"),
        ("a hole in the eardrum", "tympanic membrane perforation"),
        ("some loose ear crystals", "benign paroxysmal positional vertigo"),
        ("hearing nerve damage", "sensorineural hearing loss"),
        ("acid coming back up from your stomach", "gastroesophageal reflux disease"),
        ("a gallbladder attack", "biliary colic"),
        ("a small tear at the bottom", "anal fissure"),
        ("inflamed pockets in the colon", "diverticulitis"),
        ("inflammation of the kidney filters", "glomerulonephritis"),
        ("protein in your urine", "proteinuria"),
        ("an overactive thyroid", "hyperthyroidism"),
        ("sugar problems", "diabetes mellitus"),
        ("borderline diabetes", "prediabetes"),
        ("pulled a muscle in my lower back", "lumbar strain"),
        ("a pinched nerve in your neck", "cervical radiculopathy"),
        ("a pinched nerve in the wrist", "carpal tunnel syndrome"),
        ("bone on bone in the knee", "knee osteoarthritis"),
        ("brittle bones", "osteoporosis"),
        ("nerve damage from high blood sugar", "diabetic neuropathy"),
        ("fluid around the lung", "pleural effusion"),
        ("a blood clot in the brain", "stroke"),
        ("high blood pressure in the lungs", "pulmonary hypertension"),
        ("high blood pressure during pregnancy", "gestational hypertension"),
        ("a weak heart muscle", "cardiomyopathy"),
        ("low white cells", "leukopenia"),
        ("a fungal skin infection", "cutaneous fungal infection"),
        ("ringworm of the scalp", "tinea capitis"),
        ("infection around the nail", "paronychia"),
        ("a pulled elbow", "radial head subluxation"),
    ],
)
def test_what_a_clinician_calls_an_illness_to_a_patient_is_known(said: str, illness: str) -> None:
    assert illness in names(said)


@pytest.mark.parametrize(
    ("said", "test"),
    [
        ("a urine test", "urinalysis"),
        ("we'll culture the urine", "urine culture"),
        ("let's look at your kidney numbers", "renal function tests"),
        ("a liver panel", "liver function tests"),
        ("a metabolic panel", "comprehensive metabolic panel"),
        ("a basic metabolic panel", "basic metabolic panel"),
        ("a pancreas test", "lipase"),
        ("the thyroid test", "thyroid panel"),
        ("a sugar test over three months", "hemoglobin A1c"),
        ("your cholesterol numbers", "lipid panel"),
        ("a throat swab", "strep test"),
        ("a blood test for a heart attack", "troponin"),
        ("a blood test for clots", "D-dimer"),
        ("a heart tracing", "electrocardiogram"),
        ("an ultrasound of your heart", "echocardiogram"),
        ("a scope of the stomach", "upper endoscopy"),
        ("a camera test of the bowel", "colonoscopy"),
        ("a breathing test", "pulmonary function test"),
        ("a nerve test", "EMG"),
        ("a hearing test", "audiogram"),
        ("a breast cancer screening", "mammogram"),
    ],
)
def test_what_a_clinician_calls_a_test_to_a_patient_is_known(said: str, test: str) -> None:
    assert names(said) == [test]


@pytest.mark.parametrize(
    ("said", "not_meant"),
    [
        ("it's just a virus", "gastroenteritis"),
        ("you had the flu shot", "influenza"),
        ("when was your last tetanus shot", "tetanus"),
        ("my nerves are bad", "radiculopathy"),
        ("a cut on the bottom of my foot", "anal fissure"),
        ("any cough, cold, sore throat", "herpes labialis"),
        ("any fever, seizures", "febrile seizure"),
        ("I've been under stress, headaches too", "tension-type headache"),
        ("he has a big heart", "cardiomegaly"),
        ("do you scratch your eyes", "corneal abrasion"),
        ("let me take your blood pressure", "blood work"),
        ("a low sodium diet", "hyponatremia"),
        ("it's normal wear and tear", "osteoarthritis"),
        ("I drink a beer, alcohol never bothers me", "alcohol use disorder"),
        ("she wears hearing aids", "HIV"),
        ("the tonsils look fine", "acute tonsillitis"),
        ("the thyroid feels normal", "goiter"),
        ("the prostate is smooth", "bacterial prostatitis"),
        ("a yeast infection in the mouth", "vulvovaginal candidiasis"),
        ("a yeast infection under the breast", "vulvovaginal candidiasis"),
        ("a fungal skin infection", "cellulitis"),
        ("v fib", "atrial fibrillation"),
        ("poison ivy in the yard", "contact dermatitis"),
        ("is the pain from my heart", "angina"),
        ("check for protein in the urine", "proteinuria"),
        ("a blood test for a heart attack", "myocardial infarction"),
        ("a blood test for clots", "deep vein thrombosis"),
        ("a kidney stone", "renal cyst"),
        ("my blood level", "anemia"),
        ("the pain pulled me back", "lumbar strain"),
    ],
)
def test_everyday_words_and_other_illnesses_are_not_taken_for_it(said: str, not_meant: str) -> None:
    assert not_meant not in names(said)


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("Acute bladder infection.", "Acute cystitis."),
        ("right ear canal infection", "right otitis externa"),
        ("recurrent kidney infections", "recurrent pyelonephritis"),
        ("left frozen shoulder", "left adhesive capsulitis"),
        ("wear and tear arthritis of the right knee", "osteoarthritis of the right knee"),
        ("bacterial sinus infection", "bacterial sinusitis"),
        ("severe acid reflux", "severe gastroesophageal reflux disease"),
        ("Her mother had an underactive thyroid.", "Her mother had hypothyroidism."),
        (
            "His father had a mini stroke and high cholesterol.",
            "His father had transient ischemic attack and hyperlipidemia.",
        ),
        ("hypertensive crisis", "hypertensive crisis"),
        ("pancreatic cancer", "pancreatic cancer"),
        ("lateral epicondyle fracture", "lateral epicondyle fracture"),
        ("a-fib", "a-fib"),
        ("walking pneumonia", "walking pneumonia"),
        ("thyroid test, heart tracing", "thyroid test, heart tracing"),
    ],
)
def test_a_heading_reads_as_a_clinician_writes_it(told: str, written: str) -> None:
    assert with_clinical_names(told) == written


@pytest.mark.parametrize(
    "organ", ["tonsils", "thyroid", "prostate", "vaginal", "esophageal", "pharyngeal", "gingival", "hepatic"]
)
def test_an_organ_is_not_written_as_its_inflammation(organ: str) -> None:
    """The stem of "prostatitis" is that of "prostate", so no lay row has such a name alone."""
    assert with_clinical_names(f"{organ} cyst") == f"{organ} cyst"
