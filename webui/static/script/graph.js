// The graph page comes alive: pan, zoom, open, filter and walk by keys. All of it also works as plain links and a list.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const view = document.getElementById("graph-view");
  if (!view || !document.getElementById("graph-data")) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 45rem)");
  const read = () => JSON.parse(document.getElementById("graph-data")?.textContent ?? "null");
  const make = (name, attributes = {}, text = "") => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };
  const listed = (id) => [...view.querySelectorAll(".things [data-node]")].find((one) => one.dataset.node === id);
  const voice = make("p", { class: "unseen", role: "status", "aria-live": "polite" });
  view.after(voice);

  let data = read();
  let lit = "";
  let stage = null;

  // ---- the drawing by the server, where no library draws

  const lightSvg = (id) => {
    const drawing = view.querySelector("svg.drawing");
    drawing?.classList.toggle("has-lit", Boolean(id));
    for (const tie of drawing?.querySelectorAll(".tie") ?? []) tie.classList.toggle("lit", tie.dataset.ends.split(" ").includes(id));
    for (const node of drawing?.querySelectorAll("[data-node]") ?? []) node.classList.toggle("lit", node.dataset.node === id);
  };

  // ---- the live drawing

  const colour = (name) => {
    const probe = view.appendChild(make("span"));
    probe.style.color = `var(${name})`;
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const KINDS = ["target", "class", "agent", "regimen", "study", "outcome", "term", "document"];
  const paint = () => {
    const [ink, soft, paper, edge, focus] = ["--ink", "--soft", "--paper", "--strong-edge", "--focus"].map(colour);
    const font = getComputedStyle(document.body).fontFamily;
    const kinds = KINDS.flatMap((kind) => {
      const shown = { "border-color": colour(`--kind-${kind}`), "background-color": colour(`--ground-${kind}`) };
      const rules = [{ selector: `node.thing[kind = "${kind}"]`, style: shown }];
      return kind === "study" ? [...rules, { selector: 'node.thing[kind = "arm"]', style: shown }] : rules;
    });
    const box = { width: "data(width)", height: "data(height)", label: "data(text)", "font-family": font, "font-size": 11, color: ink };
    return [
      { selector: "node", style: { ...box, "text-valign": "center", "text-halign": "center", "border-width": 1.2, "border-color": soft, "background-color": paper } },
      { selector: "node[more > 0]", style: { "text-margin-x": -13 } },
      { selector: "node[radius > 0]", style: { shape: "round-rectangle", "corner-radius": (node) => node.data("radius") } },
      { selector: "node[?corners]", style: { shape: "polygon", "shape-polygon-points": (node) => node.data("outline") } },
      ...kinds,
      { selector: "node[?centre]", style: { "border-width": 3, "font-weight": "bold" } },
      { selector: "node.stub", style: { shape: "rectangle", "border-style": "dashed", "border-color": edge, color: soft } },
      { selector: "node.further", style: { shape: "rectangle", "background-opacity": 0, "border-width": 0, "font-size": 10, color: soft } },
      { selector: "node.heading", style: { "background-opacity": 0, "border-width": 0, "font-weight": "bold", color: soft, events: "no" } },
      { selector: "edge", style: { width: 1, "line-color": edge, "curve-style": "unbundled-bezier", "control-point-distances": "data(bends)", "control-point-weights": "data(weights)", "edge-distances": "endpoints", "source-endpoint": "data(from)", "target-endpoint": "data(to)", events: "no" } },
      { selector: "edge[?claimed]", style: { "line-style": "dashed", "line-dash-pattern": [3, 3] } },
      { selector: ".dim", style: { opacity: 0.3 } },
      { selector: "edge.lit", style: { "line-color": focus, width: 2, opacity: 1, "z-index": 9 } },
      { selector: "node.lit", style: { "border-color": focus, "border-width": 3 } },
    ];
  };

  // Ties leave and reach boxes at their sides, as the server draws them.
  const tie = (edge, places, key) => {
    const [one, other] = [places.get(edge.source), places.get(edge.target)];
    const right = one.x + one.width / 2 <= other.x - other.width / 2;
    const left = other.x + other.width / 2 <= one.x - one.width / 2;
    const from = `${right || !left ? 50 : -50}% 0%`;
    const to = `${right ? -50 : 50}% 0%`;
    const [x1, x2] = [one.x + ((right || !left ? 1 : -1) * one.width) / 2, other.x + ((right ? -1 : 1) * other.width) / 2];
    const [dx, dy] = [x2 - x1, other.y - one.y];
    const length = Math.hypot(dx, dy) || 1;
    // Two control points level with the ends, given by how far along and how far beside the straight line they are.
    const reach = right || left ? dx * 0.3 : 24;
    const points = right || left ? [[reach, 0], [dx - reach, dy]] : [[reach, 0], [dx + reach, dy]];
    const weights = points.map(([px, py]) => (px * dx + py * dy) / length ** 2);
    const bends = points.map(([px, py]) => (px * -dy + py * dx) / length);
    return { group: "edges", data: { ...edge, id: key, from, to, weights, bends } };
  };

  const elements = () => {
    const places = new Map(data.nodes.map((node) => [node.id, node]));
    const found = [];
    for (const node of data.nodes) {
      found.push({ group: "nodes", classes: "thing", data: { ...node, corners: node.outline.length > 0 }, position: { x: node.x, y: node.y } });
      if (node.more) {
        const at = { x: node.x + node.width / 2 - 18, y: node.y };
        const more = { id: `+${node.id}`, text: `+${node.more}`, width: 32, height: 22, path: node.more_path, of: node.id };
        found.push({ group: "nodes", classes: "further", data: more, position: at });
      }
    }
    for (const stub of data.stubs) found.push({ group: "nodes", classes: "stub", data: { ...stub, id: `+${stub.kind}` }, position: { x: stub.x, y: stub.y } });
    for (const { text, x, y } of data.headings) {
      const width = text.length * 6.6;
      found.push({ group: "nodes", classes: "heading", data: { id: `# ${text}`, text, width, height: 16 }, position: { x: x + width / 2, y: y - 4 } });
    }
    data.edges.forEach((edge) => found.push(tie(edge, places, `${edge.source} ${edge.key} ${edge.target}`)));
    return found;
  };

  const HINT = () => make("span", { class: "kind" }, "Click a thing to light up its ties and see where it leads; click +n to draw more. Drag to move, hold Ctrl and turn the wheel to zoom.");

  const wake = () => {
    const frame = view.querySelector(".graph-frame");
    const whole = make("div", { class: "graph-stage", tabindex: "0", role: "application", "aria-roledescription": "graph", "aria-label": "Drawing. Arrow keys walk from thing to thing, Enter opens the page of one, plus and minus zoom, 0 shows all. The list below holds the same." });
    const canvas = whole.appendChild(make("div", { class: "graph-canvas", "aria-hidden": "true" }));
    const panel = make("div", { class: "graph-panel" });
    const tools = make("div", { class: "graph-tools" });
    frame.prepend(tools, whole, panel);
    frame.classList.add("is-live");
    const cy = cytoscape({ container: canvas, elements: elements(), style: paint(), layout: { name: "preset" }, autoungrabify: true, boxSelectionEnabled: false, selectionType: "single", minZoom: 0.2, maxZoom: 3 });
    stage = { cy, whole, tools, panel };
    panel.replaceChildren(HINT());
    const zoom = (by) => cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    const acts = [["Show all", () => cy.fit(undefined, 16)], ["Closer", () => zoom(1.3)], ["Wider", () => zoom(1 / 1.3)]];
    for (const [text, act] of acts) tools.appendChild(make("button", { type: "button" }, text)).addEventListener("click", act);
    // The wheel moves the page, as everywhere; only with a key held does it zoom.
    whole.addEventListener("wheel", (event) => event.ctrlKey || event.metaKey || event.stopPropagation(), { capture: true, passive: true });
    cy.on("tap", "node.thing", (event) => light(event.target.id()));
    cy.on("dbltap", "node.thing", (event) => location.assign(listed(event.target.id())?.querySelector(".thing-name").href ?? event.target.data("path")));
    cy.on("tap", "node.stub, node.further", (event) => go(event.target.data("path")));
    cy.on("tap", (event) => event.target === cy && light(""));
    cy.on("mouseover", "node.thing, node.stub, node.further", () => (canvas.style.cursor = "pointer"));
    cy.on("mouseout", "node", () => (canvas.style.cursor = ""));
    whole.addEventListener("keydown", (event) => keys(event, acts));
    // What tests and curious readers may look at.
    whole.cytoscape = cy;
    place();
  };

  const place = () => {
    const { cy } = stage;
    const { w, h } = cy.elements().boundingBox();
    const scale = Math.min(1.15, stage.whole.clientWidth / (w + 32));
    stage.whole.style.height = `${Math.round(Math.min(Math.max(h * scale + 40, 240), innerHeight * 0.75))}px`;
    cy.resize();
    cy.fit(undefined, 16);
    // Text that cannot be read is no overview: rather begin at the start than show all too small.
    if (cy.zoom() < 0.7) {
      cy.zoom(0.85);
      cy.center(cy.nodes("[?centre]").first());
    }
    if (cy.zoom() > 1.15) {
      cy.zoom(1.15);
      cy.center();
    }
  };

  const keys = (event, acts) => {
    const { cy } = stage;
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    if (event.target !== stage.whole) return;
    if (event.key in ways) walk(...ways[event.key]);
    else if (event.key === "Enter" && lit) location.assign(listed(lit).querySelector(".thing-name").href);
    else if (event.key === "Escape") light("");
    else if (event.key === "+" || event.key === "=") acts[1][1]();
    else if (event.key === "-") acts[2][1]();
    else if (event.key === "0") cy.fit(undefined, 16);
    else return;
    event.preventDefault();
  };

  // The nearest thing in a direction; what lies aside counts as farther.
  const walk = (right, down) => {
    const from = data.nodes.find((node) => node.id === lit);
    if (!from) return light(data.start);
    let best = null;
    for (const node of data.nodes) {
      const [dx, dy] = [node.x - from.x, node.y - from.y];
      const ahead = dx * right + dy * down;
      const aside = Math.abs(dx * down) + Math.abs(dy * right);
      if (ahead > 1 && (right || aside < 60) && (!best || ahead + 2 * aside < best.far)) best = { node, far: ahead + 2 * aside };
    }
    if (best) light(best.node.id);
  };

  // ---- both drawings

  const light = (id, told = true) => {
    lit = id;
    for (const one of view.querySelectorAll(".things [data-node]")) one.classList.toggle("lit", one.dataset.node === id);
    lightSvg(id);
    const item = id ? listed(id) : null;
    if (stage) lightLive(id, item);
    if (told && item) voice.textContent = `${item.querySelector(".thing-name").textContent}. ${item.querySelector(".said")?.textContent ?? ""}`;
  };

  const lightLive = (id, item) => {
    const { cy, panel } = stage;
    cy.elements().removeClass("lit dim");
    const node = id ? cy.getElementById(id) : null;
    if (!item || !node?.length) return panel.replaceChildren(HINT());
    const ties = node.connectedEdges();
    cy.elements().not(ties.connectedNodes()).not(node).not(".heading").addClass("dim");
    ties.add(node).addClass("lit").removeClass("dim");
    panel.replaceChildren(make("span", { class: "kind" }, node.data("kind_name")), ...[...item.cloneNode(true).childNodes]);
    const { x, y } = node.renderedPosition();
    if (x > 0 && y > 0 && x < cy.width() && y < cy.height()) return;
    if (still.matches) cy.center(node);
    else cy.animate({ center: { eles: node }, duration: 200 });
  };

  // Follow a link of the view without leaving it: the same address gives the new drawing and its list.
  const go = async (address, kept = true) => {
    let fresh;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("graph-view");
    } catch {
      location.assign(address); // the page itself then tells what is wrong
      return;
    }
    if (!fresh) return location.assign(address);
    const focused = document.activeElement?.dataset?.sort;
    const before = new Set(data.nodes.map((node) => node.id));
    const held = stage ? [stage.tools, stage.whole, stage.panel] : [];
    view.replaceChildren(...fresh.childNodes);
    data = read();
    if (kept) history.pushState(null, "", address);
    renew(held);
    const added = data ? data.nodes.filter((node) => !before.has(node.id)).length : 0;
    voice.textContent = `${view.querySelector("#graph-said")?.textContent.trim() ?? ""} ${added} new.`;
    if (focused) view.querySelector(`[data-sort="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    light(data?.nodes.some((node) => node.id === lit) ? lit : "", false);
  };

  const renew = (held) => {
    const frame = view.querySelector(".graph-frame");
    if (!stage || !frame) return aside();
    frame.prepend(...held);
    frame.classList.add("is-live");
    const { cy } = stage;
    const wanted = elements();
    const ids = new Set(wanted.map((one) => one.data.id));
    cy.batch(() => {
      cy.edges().remove();
      cy.nodes().filter((node) => !ids.has(node.id())).remove();
      for (const one of wanted.filter((one) => one.group === "nodes")) {
        const there = cy.getElementById(one.data.id);
        if (!there.length) cy.add(one);
        else there.data(one.data).position(one.position);
      }
      cy.add(wanted.filter((one) => one.group === "edges"));
    });
    place();
  };

  view.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    const address = link?.href?.baseVal ?? link?.href;
    if (!address || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const there = new URL(address, location.href);
    if (there.pathname !== location.pathname) return;
    event.preventDefault();
    go(there.href);
  });
  addEventListener("popstate", () => go(location.href, false));

  // The list lights up what it names, and arrow keys walk down it.
  view.addEventListener("focusin", (event) => {
    const id = event.target.closest("[data-focus]") && event.target.closest("[data-node]")?.dataset.node;
    if (id) light(id, false);
  });
  view.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !event.target.matches?.(".things .thing-name")) return;
    const names = [...view.querySelectorAll(".things .thing-name")];
    const next = names[names.indexOf(event.target) + by];
    if (!next) return;
    next.focus();
    event.preventDefault();
  });

  // ---- begin

  // A drawing wider than the screen begins at the start.
  const aside = () => {
    const frame = view.querySelector(".drawing-frame");
    const start = frame?.querySelector(".centre")?.getBoundingClientRect();
    if (start && start.right > frame.getBoundingClientRect().right) frame.scrollLeft = start.left - frame.getBoundingClientRect().left - 80;
  };
  aside();
  if (typeof cytoscape !== "function") return;
  if (narrow.matches) {
    // On a phone a drawing that takes the finger's moves would hold the page fast; it is asked for.
    const button = make("button", { type: "button", class: "graph-wake" }, "Move and zoom the drawing");
    view.querySelector(".graph-frame").prepend(button);
    button.addEventListener("click", () => {
      button.remove();
      wake();
      stage.whole.focus();
    });
  } else {
    wake();
  }
  const repaint = () => stage?.cy.style(paint());
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  addEventListener("resize", () => stage?.cy.resize());
});
