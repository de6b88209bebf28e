"""What the sample company sells, and to whom: the orders in its inbox are made from this."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rpa.demo.company import seed

COUNTRY_CODES = {"Netherlands": "NL", "Germany": "DE", "Norway": "NO"}
LANGUAGE_CODES = {"Dutch": "nl", "German": "de", "Norwegian": "nb", "English": "en"}


@dataclass(frozen=True)
class Product:
    """An article: price in euro without VAT, stock in pieces."""

    sku: str
    name: str
    price: Decimal
    stock: int


@dataclass(frozen=True)
class Customer:
    """A customer: country as NL, DE or NO, language as nl, de, nb or en."""

    number: str
    name: str
    country: str
    email: str
    language: str


@dataclass(frozen=True)
class Catalog:
    """Products and customers, in the order of their numbers."""

    products: tuple[Product, ...]
    customers: tuple[Customer, ...]

    def customer(self, name: str) -> Customer:
        """The customer of that name.

        Raises:
            KeyError: There is none.
        """
        for customer in self.customers:
            if customer.name == name:
                return customer
        raise KeyError(name)


def sample_catalog() -> Catalog:
    """The catalog that the sample company's database is seeded with."""
    return Catalog(
        tuple(Product(sku, name, Decimal(cents).scaleb(-2), stock) for sku, name, cents, _, stock in seed.PRODUCTS),
        tuple(
            Customer(f"C-{seed.FIRST_CUSTOMER + at}", row[0], COUNTRY_CODES[row[4]], row[5], LANGUAGE_CODES[row[8]])
            for at, row in enumerate(seed.CUSTOMERS)
        ),
    )
