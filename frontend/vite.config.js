// One build for every page: each folder of src/ with a main.js is an entry, and becomes hashed files that
// portal/web/templatetags/assets.py finds through manifest.json. Nothing is inlined, because the content security policy allows no data: scripts or styles.
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { defineConfig } from "vite";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const output = resolve(here, "../portal/web/static/build");

// Papers (typst) need whole TrueType fonts: the split web fonts print wrong Vietnamese letters.
const PAPER_FONTS = ["400Regular", "400Regular_Italic", "600SemiBold", "700Bold"];

function entries() {
  const folders = readdirSync(resolve(here, "src")).filter((name) => existsSync(resolve(here, "src", name, "main.js")));
  return Object.fromEntries(folders.map((name) => [name, resolve(here, "src", name, "main.js")]));
}

function paperFonts() {
  return {
    name: "paper-fonts",
    closeBundle() {
      const target = resolve(output, "paper-fonts");
      mkdirSync(target, { recursive: true });
      for (const style of PAPER_FONTS) {
        const file = resolve(
          here,
          "node_modules/@expo-google-fonts/be-vietnam-pro",
          style,
          `BeVietnamPro_${style}.ttf`,
        );
        copyFileSync(file, resolve(target, basename(file)));
      }
    },
  };
}

export default defineConfig({
  root: here,
  base: "/static/build/",
  publicDir: false,
  plugins: [paperFonts()],
  build: {
    outDir: output,
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: entries(),
      // htmx carries one eval for hx-on and filters; main.js switches it off and the policy of the pages forbids it.
      checks: { eval: false },
    },
  },
});
