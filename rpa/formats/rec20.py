"""Units of UN/ECE Recommendation 20 (and packages of 21) by their codes: those that invoices and orders use."""

from __future__ import annotations

NAMES = {
    "10": "group", "11": "outfit", "13": "ration", "14": "shot", "15": "stick", "20": "20-foot container",
    "21": "40-foot container", "24": "theoretical pound", "2N": "dB", "4L": "MB", "5I": "standard cubic foot",
    "A93": "g/m³", "ACR": "acre", "AMP": "A", "ANN": "year", "APZ": "troy ounce", "ASM": "alcoholic strength by mass",
    "B8": "J/m³", "BB": "base box", "BLD": "dry barrel", "BLL": "barrel", "BQL": "Bq",
    "C3": "btu per cubic foot", "C34": "mol", "C62": "piece", "C8": "millicoulomb per kilogram", "CEL": "°C",
    "CEN": "hundred", "CLT": "centilitre", "CMK": "cm²", "CMQ": "cm³", "CMT": "cm", "CTM": "metric carat",
    "D30": "TJ", "D40": "thousand litres", "D41": "t/m³", "D61": "minute of arc", "DAA": "decare", "DAY": "day",
    "DLT": "dl", "DMK": "dm²", "DMQ": "dm³", "DMT": "dm", "DPC": "dozen pieces", "DPR": "dozen pairs",
    "DZN": "dozen", "DZP": "dozen packs", "E27": "dose", "E31": "m²/l", "E34": "GB", "E35": "TB", "E36": "PB",
    "E37": "pixel", "E48": "service unit", "E49": "working day", "E50": "accounting unit", "E51": "job",
    "E52": "run foot", "E53": "test", "E54": "trip", "E55": "use", "E98": "part per million", "EA": "each",
    "FOT": "foot", "FTK": "ft²", "FTQ": "ft³", "GLI": "gallon (UK)", "GLL": "gallon (US)", "GRM": "g", "GRO": "gross",
    "GT": "gross ton", "GV": "GJ", "GWH": "GWh", "H87": "piece", "HAR": "ha", "HIU": "hundred international units",
    "HLT": "hl", "HMT": "hm", "HTZ": "Hz", "HUR": "hour", "INH": "inch", "INK": "in²", "INQ": "in³", "IU": "bra",
    "JOU": "J", "K6": "kl", "KEL": "K", "KGM": "kg", "KGS": "kg/s", "KJO": "kJ", "KMH": "km/h", "KMK": "km²",
    "KMQ": "kg/m³", "KMT": "km", "KNT": "knot", "KT": "kit", "KVA": "kVA", "KVR": "kvar", "KVT": "kV", "KWH": "kWh",
    "KWT": "kW", "LBR": "lb", "LEF": "leaf", "LH": "labour hour", "LM": "running metre", "LN": "length", "LO": "lot",
    "LPA": "litre of pure alcohol", "LR": "layer", "LS": "lump sum", "LTN": "ton (UK)", "LTR": "litre",
    "MAW": "MW", "MBF": "thousand board feet", "MC": "µg", "MGM": "mg", "MIK": "mile²", "MIL": "thousand",
    "MIN": "minute", "MIO": "million", "MIU": "million international units", "MLT": "ml", "MMK": "mm²", "MMQ": "mm³",
    "MMT": "mm", "MON": "month", "MQH": "m³/h", "MTK": "m²", "MTQ": "m³", "MTR": "m", "MTS": "m/s", "MWH": "MWh",
    "NAR": "number of articles", "NCL": "number of cells", "NIU": "number of international units",
    "NMI": "nautical mile", "NMP": "number of packs", "NPL": "number of parcels", "NPR": "pair",
    "NPT": "number of parts", "NRL": "number of rolls", "NT": "net ton", "NTT": "net register ton", "ONZ": "ounce",
    "OZA": "fluid ounce (US)", "OZI": "fluid ounce (UK)", "P1": "percent", "PA": "packet", "PAL": "Pa", "PCE": "piece",
    "PD": "pad", "PF": "pallet", "PK": "pack", "PR": "pair", "PTI": "pint (UK)", "PTL": "pint (US)", "QAN": "quarter",
    "QB": "page", "RO": "roll", "RP": "pound per ream", "SAN": "half year", "SEC": "second", "SET": "set",
    "SMI": "mile", "ST": "sheet", "STC": "stick", "STL": "standard litre", "STN": "ton (US)", "SX": "shipment",
    "TAH": "thousand ampere hours", "TI": "thousand square inches", "TMS": "tonne of steam", "TNE": "t",
    "TPR": "ten pairs", "TSH": "ton of steam per hour", "U1": "treatment", "U2": "tablet", "VLT": "V",
    "WEE": "week", "WHR": "Wh", "WSD": "standard", "WTT": "W", "XBC": "bottle crate", "XBE": "bundle", "XBG": "bag",
    "XBO": "bottle", "XBX": "box", "XCA": "can", "XCN": "container", "XCR": "crate", "XCS": "case", "XCT": "carton",
    "XDR": "drum", "XEN": "envelope", "XJR": "jar", "XKG": "keg", "XPA": "packet", "XPC": "parcel", "XPK": "package",
    "XPP": "piece", "XPX": "pallet", "XRO": "roll", "XSA": "sack", "XST": "sheet", "XTB": "tub", "XTN": "tin",
    "XTU": "tube", "YRD": "yard", "Z2": "chest", "ZZ": "as agreed",
}  # fmt: skip


def unit_name(code: str | None) -> str | None:
    """A name that people understand, in English; the code itself where none is known.

    Args:
        code: UN/ECE Recommendation 20, or 21 with an X before it: `C62`, `HUR`, `XBX`.
    """
    return NAMES.get(code, code) if code else None
