"use strict";

// Customer: a box that suggests while keys are pressed. The list hangs on the body, and only a chosen option counts.
const customer = document.getElementById("customer");
const customerNo = document.querySelector("[name=customer_no]");
let list = null;
let asked = 0;

customer.setAttribute("role", "combobox");
customer.setAttribute("aria-expanded", "false");
customer.placeholder = "Type a name or number";

function closeList() {
  if (list) list.remove();
  list = null;
  customer.setAttribute("aria-expanded", "false");
}

function choose(option) {
  customer.value = `${option.name} (${option.no})`;
  customerNo.value = option.no;
  closeList();
}

function openList(options) {
  closeList();
  list = document.createElement("ul");
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  for (const option of options) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.textContent = `${option.name} (${option.no})`;
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => choose(option));
    list.append(item);
  }
  if (!options.length) list.innerHTML = '<li class="none">No customers found</li>';
  const place = customer.getBoundingClientRect();
  list.style.left = `${place.left + window.scrollX}px`;
  list.style.top = `${place.bottom + window.scrollY}px`;
  list.style.width = `${place.width}px`;
  document.body.append(list);
  customer.setAttribute("aria-expanded", "true");
}

async function ask(path) {
  const answer = await fetch(path);
  if (answer.status === 401) window.alert("Your session has expired");
  return answer.ok ? answer.json() : [];
}

let pause = 0;
customer.addEventListener("input", () => { customerNo.value = ""; });
customer.addEventListener("keyup", (event) => {
  if (event.key === "Escape" || event.key === "Tab") return closeList();
  clearTimeout(pause);
  const mine = ++asked;
  if (!customer.value.trim()) return closeList();
  pause = setTimeout(async () => {
    const options = await ask(`/api/customers?q=${encodeURIComponent(customer.value.trim())}`);
    if (mine === asked) openList(options);
  }, 150);
});
customer.addEventListener("blur", () => { asked++; clearTimeout(pause); closeList(); });

// Lines: a row more, the price of the product, totals.
const body = document.querySelector(".lines tbody");

function readMoney(text) { return /^\d+(\.\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : NaN; }

function total() {
  let sum = 0;
  for (const row of body.rows) {
    const cents = readMoney(row.querySelector("[name=unit_price]").value) * Number(row.querySelector("[name=quantity]").value);
    const known = Number.isFinite(cents) && cents > 0;
    row.querySelector(".total").textContent = known ? (cents / 100).toFixed(2) : "";
    if (known) sum += cents;
  }
  document.getElementById("order-total").textContent = (sum / 100).toFixed(2);
}

function setProduct(row, product) {
  row.querySelector("[name=product]").value = product.sku;
  const price = row.querySelector("[name=unit_price]");
  // A price typed by hand stays; one that came from the list follows the product.
  if (!price.value || price.dataset.listed === price.value) {
    price.value = product.price;
    price.dataset.listed = product.price;
  }
  total();
}

document.getElementById("add-line").addEventListener("click", () => {
  body.append(document.getElementById("line").content.cloneNode(true));
});
body.addEventListener("input", total);
body.addEventListener("change", async (event) => {
  if (event.target.name !== "product" || !event.target.value.trim()) return;
  const row = event.target.closest("tr");
  const sku = event.target.value.trim().toUpperCase();
  const found = (await ask(`/api/products?q=${encodeURIComponent(sku)}`)).find((p) => p.sku === sku);
  if (found && event.target.value.trim().toUpperCase() === sku) setProduct(row, found);
});
total();

// Dialogs: look up a product, confirm the order.
const lookUp = document.getElementById("look-up");
const find = document.getElementById("find-product");
const chooseButton = document.getElementById("choose");
const found = lookUp.querySelector("tbody");
let products = [];
let target = null;
let picked = null;

function show() {
  const wanted = find.value.trim().toLowerCase();
  found.replaceChildren();
  picked = null;
  chooseButton.disabled = true;
  for (const product of products) {
    if (!`${product.sku} ${product.name}`.toLowerCase().includes(wanted)) continue;
    const row = found.insertRow();
    for (const [i, text] of [product.sku, product.name, product.price, product.stock].entries()) {
      const cell = row.insertCell();
      cell.textContent = text;
      if (i > 1) cell.className = "num";
    }
    row.addEventListener("click", () => {
      for (const other of found.rows) other.removeAttribute("aria-selected");
      row.setAttribute("aria-selected", "true");
      picked = product;
      chooseButton.disabled = false;
    });
  }
}

body.addEventListener("click", async (event) => {
  if (!event.target.classList.contains("look-up")) return;
  target = event.target.closest("tr");
  find.value = "";
  products = await ask("/api/products");
  show();
  lookUp.hidden = false;
  find.focus();
});
find.addEventListener("input", show);
chooseButton.addEventListener("click", () => {
  setProduct(target, picked);
  lookUp.hidden = true;
});
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => { button.closest(".shade").hidden = true; });
}

const form = document.getElementById("order");
const confirmed = document.getElementById("confirm");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  confirmed.hidden = false;
  document.getElementById("yes").focus();
});
document.getElementById("yes").addEventListener("click", (event) => {
  event.target.disabled = true;
  form.submit();
});
