// Small conveniences on top of pages that work without any script.
import "./fonts.css";
import "./tokens.css";
import "./elements.css";
import "./layout.css";
import "./forms.css";
import "./components.css";
import htmx from "htmx.org";
import { focusErrorSummary } from "./error-summary.js";
import { keepTyping } from "./keep-typing.js";
import { sendOnce } from "./send-once.js";

// The content security policy forbids inline styles and eval; htmx must not try either.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;

focusErrorSummary(document);
keepTyping(document);
sendOnce(document);
