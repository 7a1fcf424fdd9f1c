// Small tidying of what a person typed, so that the cell shows what the server will understand.
export const MAX_LETTERS = 4000; // of a cell; the server refuses more
export const MAX_ROWS = 2000;

// Signs that no keyboard makes but some clipboards hold; no file of ours can keep them.
const UNWRITABLE = /[\x00-\x08\x0b-\x1f\ufffe\uffff]/g;

export function tidy(text, column) {
  const bare = text.replace(/\r\n?/g, "\n").replace(UNWRITABLE, "").toWellFormed().trim().normalize("NFC");
  if (column.type === "date") {
    return tidyDate(bare);
  }
  return column.type === "number" || column.money ? tidyNumber(bare, column.money) : bare;
}

function tidyDate(text) {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const spoken = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const [year, month, day] = iso?.slice(1) ?? spoken?.slice(1).reverse() ?? [];
  return year ? `${day.padStart(2, "0")}/${month.padStart(2, "0")}/${year}` : text;
}

// An amount gets its dots. Other numbers keep theirs: 15.000 may be fifteen there.
function tidyNumber(text, money) {
  const digits = money ? text.replace(/\s*(?:đ|đồng|vnđ|vnd)$/i, "").replace(/(?<=\d)[. ](?=\d{3}\b)/g, "") : text;
  return /^-?\d+$/.test(digits) && (money || digits.length > 6) ? digits.replace(/\B(?=(\d{3})+$)/g, ".") : text;
}
