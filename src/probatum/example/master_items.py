"""The master data of the example company: what its quality events point at. All of it is invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExampleItem:
    """One item of a register."""

    register: str
    code: str
    name: str
    parent: str = ""
    site: str = ""
    country: str = ""
    status: str = ""


ITEMS = (
    ExampleItem("product", "THB-101", "Solution for injection 150 mg/ml"),
    ExampleItem("product", "THB-101-DS", "Drug substance"),
    ExampleItem("batch", "TH2609", "Filled September 2026", parent="THB-101"),
    ExampleItem("batch", "TH2610", "Filled October 2026", parent="THB-101"),
    ExampleItem("batch", "TH2611", "Filled November 2026", parent="THB-101"),
    ExampleItem("batch", "DS2607", "Drug substance, July 2026", parent="THB-101-DS"),
    ExampleItem("material", "RM-1004", "Polysorbate 80"),
    ExampleItem("material", "PM-2010", "Glass vial 2R, type I"),
    ExampleItem("material", "PM-2044", "Carton label, edition 4"),
    ExampleItem("equipment", "ISO-02", "Isolator 2, filling line", site="GRZ"),
    ExampleItem("equipment", "HPLC-07", "HPLC system 7", site="GRZ"),
    ExampleItem("equipment", "BAL-11", "Analytical balance 11", site="GRZ"),
    ExampleItem("equipment", "CR-02", "Cold room 2", site="GRZ"),
    ExampleItem("equipment", "CR-03", "Cold room 3", site="GRZ"),
    ExampleItem("equipment", "WFI-P7", "Water for injection, point of use 7", site="GRZ"),
    ExampleItem("study", "THB-101-02", "Phase II, moderate asthma", parent="THB-101"),
    ExampleItem("supplier", "V-0031", "Glashütte Murtal", country="AT", status="approved"),
    ExampleItem("supplier", "V-0058", "Druckwerk Nord", country="DE", status="conditional"),
    ExampleItem("market", "AT", "Austria", country="AT"),
    ExampleItem("market", "US", "United States", country="US"),
    ExampleItem("system", "LIMS", "Laboratory information system", site="GRZ"),
)
