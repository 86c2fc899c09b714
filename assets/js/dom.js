// Making elements, and words from a page's own table. Text is always set as text.

// An element with attributes and children; `on…` attributes are listeners.
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// The sentences a page brings in `data-words`, with values put into their places.
export function wordsOf(element) {
  const table = JSON.parse(element.dataset.words);
  return (key, values = {}) => {
    const said = Object.hasOwn(table, key) ? table[key] : key;
    return said.replace(/\{([a-z]+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
  };
}

// Minor units as people write them: `¥12,345.60`.
export function money(amount, currency = { exponent: 2, symbol: "¥" }) {
  const negative = amount < 0n;
  const digits = String(negative ? -amount : amount).padStart(currency.exponent + 1, "0");
  const cut = digits.length - currency.exponent;
  const whole = digits.slice(0, cut).replace(/\B(?=([0-9]{3})+$)/g, ",");
  const rest = currency.exponent > 0 ? `.${digits.slice(cut)}` : "";
  return `${negative ? "−" : ""}${currency.symbol ?? ""}${whole}${rest}`;
}

// JSON over several lines, as it was signed but for white space.
export function spread(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
