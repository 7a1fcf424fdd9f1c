// Words of the drawing tools in the page's language. English is the tools' own.
import vi from "./vi.json";

const words = document.documentElement.lang === "en" ? {} : vi;

function translate(template, replacements = {}) {
  const text = words[template] ?? template;
  return text.replace(/{([^}]+)}/g, (_, key) => replacements[key] ?? `{${key}}`);
}

export default { translate: ["value", translate] };
