// Blocks of cells as spreadsheets put them on the clipboard: tabs between cells, line feeds between rows, and quotes
// around a cell that holds either of them.
export function asTsv(block) {
  return block.map((row) => row.map(quoted).join("\t")).join("\n");
}

function quoted(text) {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function fromTsv(text) {
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows = [[]];
  let place = 0;
  for (;;) {
    const [cell, end] = source[place] === '"' ? quotedCell(source, place) : plainCell(source, place);
    rows.at(-1).push(cell);
    if (end >= source.length) {
      return rows;
    }
    if (source[end] === "\n") {
      rows.push([]);
    }
    place = end + 1;
  }
}

function plainCell(source, start) {
  const length = source.slice(start).search(/[\t\n]/);
  const end = length < 0 ? source.length : start + length;
  return [source.slice(start, end), end];
}

function quotedCell(source, start) {
  const found = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(source.slice(start));
  // A FEEL text such as "A", "B" begins with a quote too, but does not end its cell with one that closes it.
  if (found && /[\t\n]|""/.test(found[1])) {
    return [found[1].replaceAll('""', '"'), start + found[0].length];
  }
  return plainCell(source, start);
}
