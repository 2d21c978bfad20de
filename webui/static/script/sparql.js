// The SPARQL page: an editor that knows the vocabulary over the plain field, and answers without leaving the page.
"use strict";
(() => {
  const form = document.querySelector("form.sparql");
  if (!form) return;
  const field = form.elements.query;
  const runner = form.querySelector("[data-run]");
  const tools = form.querySelector(".bench-tools");
  const prefixes = JSON.parse(document.getElementById("prefixes").textContent);
  const PLAIN = "aml-sparql-plain";
  let editor = null;

  const made = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const remembered = (key, value) => {
    try {
      if (value !== undefined) localStorage.setItem(key, value);
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be refused; the choice then lasts as long as the page
    }
  };

  // Answers: the page of the query is fetched, and its answer put in the place of the old one.
  const state = made("p", { className: "run-state small" });
  state.setAttribute("role", "status");
  tools.after(state);
  let running = null;
  let named = { query: field.value, address: location.href }; // the query that an address was last asked with

  const addressOf = (query) => {
    const address = new URL(form.action);
    address.searchParams.set("query", query);
    return address;
  };
  const put = (fresh) => {
    document.getElementById("answer").replaceWith(fresh);
    fresh.dispatchEvent(new Event("answer-shown", { bubbles: true }));
    mark();
  };
  const failed = (text) => {
    const box = made("div", { className: "message fault" }, made("h2", { textContent: "The query was not answered" }), made("p", { className: "sentence", textContent: text }));
    put(made("section", { id: "answer", className: "rows" }, box));
  };
  // What the answer shows is told to those who hear the page; only what stands nowhere else is shown here.
  const tell = (text, shown = true) => {
    state.textContent = text;
    state.classList.toggle("unseen", !shown);
  };
  const busy = (on) => {
    document.getElementById("answer").setAttribute("aria-busy", String(on));
    runner.textContent = on ? "Stop" : "Run";
    tell(on ? "Running …" : "");
  };

  const show = async (address, { remember = true, take = false } = {}) => {
    running?.abort();
    const mine = (running = new AbortController());
    busy(true);
    const tick = setInterval((start) => tell(`Running … ${Math.round((Date.now() - start) / 1000)} s`), 1000, Date.now());
    try {
      const response = await fetch(address, { headers: { Accept: "text/html" }, signal: mine.signal });
      const text = await response.text();
      const page = new DOMParser().parseFromString(text, "text/html");
      if (take && page.getElementById("query")) write(page.getElementById("query").value);
      if (remember) history.pushState(null, "", address);
      named = { query: field.value, address: location.href };
      document.title = page.title || document.title;
      busy(false);
      if (page.getElementById("answer")) put(document.adoptNode(page.getElementById("answer")));
      else failed(`The server answered ${response.status} ${response.statusText}: ${text.slice(0, 300)}`);
      const told = document.querySelector("#answer .sentence");
      tell(told ? told.textContent : "", false);
      mirror();
    } catch (fault) {
      if (mine !== running) return; // another query has taken its place
      busy(false);
      if (fault.name === "AbortError") tell("Stopped; the query is kept.");
      else failed("The server cannot be reached; the query is kept. Try again.");
    } finally {
      clearInterval(tick);
      if (mine === running) running = null;
    }
  };
  const stop = () => running?.abort();
  const run = () => show(addressOf(field.value));

  form.addEventListener("submit", (event) => {
    if (form.elements.format.value) return; // a file: the browser fetches it
    event.preventDefault();
    if (running) stop();
    else run();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });
  addEventListener("popstate", () => show(location.href, { remember: false, take: true }));

  // Worked queries: a click loads and runs one; a word finds some.
  const worked = document.getElementById("worked");
  const mirror = () => {
    for (const link of worked.querySelectorAll("[data-example] a")) {
      if (link.search === location.search) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  worked.addEventListener("click", (event) => {
    const link = event.target.closest("[data-example] a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(new URL(link.href), { take: true });
    form.scrollIntoView({ block: "nearest" });
  });
  const finder = made("input", { type: "search", autocomplete: "off" });
  finder.addEventListener("input", () => {
    const words = finder.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const topic of worked.querySelectorAll(".topic")) {
      let kept = 0;
      for (const item of topic.querySelectorAll("[data-example]")) {
        const text = `${topic.firstElementChild.textContent} ${item.textContent}`.toLocaleLowerCase();
        item.hidden = !words.every((word) => text.includes(word));
        kept += !item.hidden;
      }
      topic.hidden = !kept;
      topic.open = words.length > 0 && kept > 0;
    }
  });
  worked.querySelector("[data-filter-place]").append(made("label", { className: "find-worked" }, "Find ", finder));

  // The editor. What it holds is always in the plain field too, which is what the form sends.
  const write = (query) => {
    field.value = query;
    if (editor && editor.getValue() !== query) editor.setValue(query);
  };
  const mark = () => {
    const { line, column } = document.getElementById("answer").dataset;
    if (!line) return;
    const before = field.value.split("\n").slice(0, line - 1);
    const spot = before.reduce((sum, row) => sum + row.length + 1, 0) + Number(column);
    field.setSelectionRange(spot - 1, spot);
    if (!editor) return;
    const doc = editor.getDoc();
    doc.addLineClass(line - 1, "wrap", "faulty-line");
    doc.setCursor(line - 1, column - 1);
  };

  const makeEditor = () => {
    const place = made("div", { className: "editor" });
    field.before(place);
    const asked = new URLSearchParams(location.search);
    editor = sparqlEditor(place, {
      value: field.value,
      prefixes,
      terms: form.dataset.terms,
      // A draft is kept from visit to visit, but never shown in the place of a query that the address names.
      draft: asked.has("query") || asked.has("question") ? null : "aml-evidence-sparql",
      run,
      changed: (query) => (field.value = query),
    });
    field.value = editor.getValue();
    form.querySelector("label[for='query']").addEventListener("click", () => editor.focus());
  };
  // For use elsewhere: the prefixes that the query uses and does not declare, written before it.
  const declare = () => {
    const query = field.value;
    const bare = query.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*$/gm, " ");
    const used = new Set([...bare.matchAll(/([A-Za-z][\w-]*):/g)].map((found) => found[1]));
    for (const [, prefix] of bare.matchAll(/\bprefix\s+([\w-]+):/gi)) used.delete(prefix);
    const lines = Object.entries(prefixes).filter(([prefix]) => used.has(prefix)).map(([prefix, space]) => `PREFIX ${prefix}: <${space}>\n`);
    write(lines.join("") + query);
    tell(lines.length ? `Prefixes written before the query: ${lines.length}.` : "No prefix is missing.");
  };

  const choose = (plain) => {
    if (!plain && !editor) makeEditor();
    form.querySelector(".editor")?.toggleAttribute("hidden", plain);
    field.toggleAttribute("hidden", !plain);
    switcher.textContent = plain ? "Editor" : "Plain field";
    if (!plain) {
      editor.setValue(field.value);
      editor.refresh();
    }
  };
  const switcher = made("button", { type: "button", className: "quiet" });
  switcher.addEventListener("click", () => {
    const plain = field.hidden;
    remembered(PLAIN, plain ? "yes" : "no");
    choose(plain);
  });
  const linker = made("button", { type: "button", className: "quiet", textContent: "Copy query link" });
  linker.addEventListener("click", async () => {
    const address = field.value === named.query && location.search ? named.address : addressOf(field.value).href;
    try {
      await navigator.clipboard.writeText(address);
      tell("The link is copied.");
    } catch {
      tell(address);
    }
  });
  const declarer = made("button", { type: "button", className: "quiet", textContent: "Write prefixes" });
  declarer.addEventListener("click", declare);
  tools.append(linker, declarer);
  if (window.Yasgui) {
    tools.append(switcher, made("span", { className: "small keys", textContent: "Ctrl+Enter runs, Ctrl+Space completes" }));
    choose(remembered(PLAIN) === "yes");
  }
  mark();
})();
