// What was typed and has not reached the server, kept in this browser: a crash, a flat battery or a lost network
// must not cost a word. Each window keeps its own; a window takes over what a dead one left behind.
const ALIVE_MS = 20_000;
const DEAD_MS = 60_000;

export class Keeper {
  constructor(draft) {
    this.prefix = `haidang-grid:${draft}:`;
    this.key = this.prefix + this.windowName();
    this.beat = 0;
  }

  windowName() {
    const name = sessionStorage.getItem("haidang-window") ?? crypto.randomUUID();
    sessionStorage.setItem("haidang-window", name);
    return name;
  }

  // tables: name -> difference. Answers whether the browser had room; the page's warning on leaving stands anyway.
  keep(tables) {
    clearInterval(this.beat);
    const write = () => {
      try {
        localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), tables }));
        return true;
      } catch (full) {
        console.info("grid: no room in this browser", full.name);
        return false;
      }
    };
    this.beat = setInterval(write, ALIVE_MS);
    return write();
  }

  clear() {
    clearInterval(this.beat);
    localStorage.removeItem(this.key);
  }

  // What this window, or one that is no more, left unsaved; null when there is nothing.
  left() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
    for (const key of [this.key, ...keys.filter((key) => key !== this.key)]) {
      const found = read(key);
      if (found && (key === this.key || Date.now() - found.at > DEAD_MS)) {
        localStorage.removeItem(key);
        return found.tables;
      }
    }
    return null;
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch (broken) {
    console.info("grid: what was kept cannot be read", broken.name);
    return null;
  }
}
