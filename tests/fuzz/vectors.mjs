// Writes vectors.jsonl: JSON values and their canonical form as a JavaScript engine sees it, whose
// number format is what RFC 8785 refers to. Run `node vectors.mjs > vectors.jsonl`.

const form = (value) => {
  if (Array.isArray(value)) return `[${value.map(form).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  // JavaScript compares strings by UTF-16 code units, as the standard does.
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${form(value[key])}`).join(",")}}`;
};

let state = 1n;
const random = () => {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return state;
};
const below = (bound) => Number((random() >> 33n) % BigInt(bound));

const anyDouble = () => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, random() ^ (random() >> 32n));
  const number = view.getFloat64(0);
  return Number.isFinite(number) ? number : 0.5;
};
const numbers = [
  () => anyDouble(),
  () => below(1 << 30) / 10 ** below(12),
  () => (below(1 << 30) + 0.5) * 10 ** below(16),
  () => 10 ** (below(60) - 30),
  () => 2 ** (below(200) - 100),
  () => Number.MAX_SAFE_INTEGER - below(1000),
];
const letters = ["a", "é", "\u0001", "\u001f", "\u007f", "\"", "\\", "/", "\n", "\u2028", "\ud83d\ude00",
  "\ufb33", "\u20ac", "\u0080", "z", "0"];
const text = () => Array.from({ length: below(6) }, () => letters[below(letters.length)]).join("");
const value = (depth) => {
  switch (below(depth > 0 ? 7 : 4)) {
    case 0: return numbers[below(numbers.length)]();
    case 1: return text();
    case 2: return [null, true, false, -0, 5e-324, 1.7976931348623157e308][below(6)];
    case 3: return numbers[0]();
    case 4: return Array.from({ length: below(4) }, () => value(depth - 1));
    default: return Object.fromEntries(Array.from({ length: below(5) }, () => [text(), value(depth - 1)]));
  }
};

for (let line = 0; line < 2000; line += 1) {
  const written = value(3);
  console.log(JSON.stringify({ value: written, form: form(written) }));
}
