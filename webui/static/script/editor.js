// The editor of the SPARQL page: Yasgui's, with completion from our own vocabulary. Gives the page window.sparqlEditor.
"use strict";
(() => {
  const text = (className, textContent) => Object.assign(document.createElement("span"), { className, textContent });
  const name = (term) => (term.curie === term.iri ? `<${term.iri}>` : term.curie);

  const offers = (terms, token) => {
    // A term is offered when its own name, or a word of its label, begins with what stands after the prefix.
    const typed = token.string.trim().replace(/^</, "").toLowerCase();
    const colon = typed.indexOf(":");
    const prefix = colon > 0 ? typed.slice(0, colon + 1) : "";
    const word = colon >= 0 && !typed.includes("://") ? typed.slice(colon + 1) : typed;
    return terms
      .filter(({ iri, curie, label }) => {
        if (typed.includes("://")) return iri.toLowerCase().startsWith(typed);
        if (prefix && !curie.toLowerCase().startsWith(prefix)) return false;
        const local = curie.slice(curie.indexOf(":") + 1).toLowerCase();
        return local.startsWith(word) || (word.length > 1 && label.toLowerCase().split(/\W+/).some((part) => part.startsWith(word)));
      })
      .sort((a, b) => b.count - a.count);
  };
  const drawn = (term) => (place) => {
    const count = term.count.toLocaleString("en");
    place.append(text("hint-name", term.curie), text("hint-count", count), text("hint-meaning", term.definition || term.label));
  };
  const completer = (kind, terms) => ({
    name: `aml-${kind}`,
    bulk: false,
    get: async (_, token) => offers(await terms, token).map(name),
    preProcessToken: (_, token) => token,
    postProcessSuggestion: (_, __, suggested) => suggested,
    postprocessHints: async (_, hints) => {
      const known = new Map((await terms).map((term) => [name(term), term]));
      return hints.map((hint) => ({ ...hint, render: drawn(known.get(hint.text)) }));
    },
  });

  // The editor's own remark on a faulty line is text with a style in it, which this page's policy refuses; ours takes its place.
  const remark = (event) => {
    const icon = event.target.closest(".parseErrorIcon");
    if (!icon) return;
    icon.title = "The query cannot be read beyond this line";
    event.stopPropagation();
  };

  // Drawn in `place`, with `value`. `terms` is where the vocabulary is told, `draft` the name under which what is written is kept.
  window.sparqlEditor = (place, { value, prefixes, terms, draft, run, changed }) => {
    const { Yasqe } = Yasgui;
    const told = fetch(terms).then((response) => response.json()).catch(() => ({ classes: [], properties: [] }));
    Yasqe.forkAutocompleter("class", completer("class", told.then((all) => all.classes)), false);
    Yasqe.forkAutocompleter("property", completer("property", told.then((all) => all.properties)), false);
    const known = Object.entries(prefixes).map(([prefix, space]) => `${prefix}: <${space}>`);
    Yasqe.forkAutocompleter("prefixes", { name: "aml-prefixes", get: known, persistenceId: "aml-evidence-prefixes" }, false);
    place.addEventListener("mouseover", remark, true);
    place.addEventListener("mouseout", remark, true);
    const editor = new Yasqe(place, {
      value,
      autocompleters: ["variables", "aml-prefixes", "aml-class", "aml-property"],
      persistenceId: draft,
      consumeShareLink: null,
      createShareableLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      requestConfig: { endpoint: location.href }, // never asked: answers come by the page
      // Tab leaves the editor, as it leaves any field.
      extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, Tab: false, "Shift-Tab": false },
    });
    // The endpoint knows our prefixes without their being declared, so the editor does not call them undefined.
    const mode = editor.getMode();
    const start = mode.startState;
    mode.startState = () => ({ ...start(), prefixes: { ...prefixes } });
    editor.setValue(editor.getValue());
    editor.getInputField().setAttribute("aria-label", "Query");
    editor.on("change", () => {
      for (let line = 0; line < editor.lineCount(); line += 1) editor.removeLineClass(line, "wrap", "faulty-line");
      changed(editor.getValue());
    });
    return editor;
  };
})();
