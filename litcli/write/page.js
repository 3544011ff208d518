
"use strict";
// The papers come from strangers: they reach the page as text nodes only, never as markup, and links only where they are http(s).
(() => {
  const CHUNK = 60; // rows put on the page at once; the next ones come as the reader nears the end
  const FEW = matchMedia("(max-width: 48rem)").matches ? 5 : 12; // topics shown before "more"
  const byId = (id) => document.getElementById(id);
  const papers = JSON.parse(byId("papers").textContent);
  const list = byId("papers-shown"), search = byId("search"), sort = byId("sort"), status = byId("status"), help = byId("help");
  const chosen = new Set(), toggled = new Set();
  let words = [], matched = papers, current = -1, allOpen = false, allTopics = false;

  const make = (tag, properties, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };
  const number = (n) => n.toLocaleString("en");

  // --- what is found -------------------------------------------------------------------------------------------------

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  const haystack = (paper) => (paper.text ??= fold([
    paper.title, paper.authors.join("\n"), paper.venue, paper.year ?? "", paper.topics.map(([name]) => name).join("\n"),
    paper.abstract, paper.id, paper.status, paper.note,
  ].join("\n")));
  const has = (paper, topic) => paper.topics.some(([name]) => name === topic);
  const isWanted = (paper) => !status.value || status.value === (paper.status || "none");
  const found = (paper) =>
    isWanted(paper) && [...chosen].every((topic) => has(paper, topic)) && words.every((word) => haystack(paper).includes(word));
  const score = (paper) =>
    paper.topics.reduce((sum, [name, points]) => sum + (!chosen.size || chosen.has(name) ? points : 0), 0);
  const titles = new Intl.Collator("en", { numeric: true });
  const ORDERS = {
    title: (a, b) => titles.compare(a.title, b.title),
    year: (a, b) => (b.year ?? -1) - (a.year ?? -1),
    seen: (a, b) => b.seen - a.seen,
    score: (a, b) => score(b) - score(a),
  };

  // --- one paper -----------------------------------------------------------------------------------------------------

  // Finds the words in the folded text and marks the places in the text as it stands.
  function lit(text) {
    const ranges = words.length ? places(text) : [];
    const parts = [];
    let from = 0;
    for (const [start, end] of ranges) {
      if (start < from) continue;
      parts.push(text.slice(from, start), make("mark", { textContent: text.slice(start, end) }));
      from = end;
    }
    return [...parts, text.slice(from)];
  }

  function places(text) {
    let folded = "";
    const origin = [];
    for (let i = 0; i < text.length; ) {
      const char = String.fromCodePoint(text.codePointAt(i));
      const plain = fold(char);
      for (let k = 0; k < plain.length; k++) origin.push(i);
      folded += plain;
      i += char.length;
    }
    origin.push(text.length);
    const ranges = [];
    for (const word of words) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
        ranges.push([origin[at], origin[at + word.length]]);
      }
    }
    return ranges.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  }

  const isOpen = (paper) => allOpen !== toggled.has(paper);

  function row(paper, index) {
    const title = make("button", { type: "button", id: `t${index}` }, ...lit(paper.title || "Untitled"));
    const item = make("li", { className: "paper" }, make("article", {}, make("h2", { dir: "auto" }, title), facts(paper)));
    item.firstChild.setAttribute("aria-labelledby", title.id);
    title.addEventListener("click", () => toggle(index));
    title.addEventListener("focus", () => (current = index));
    if (paper.topics.length) {
      item.firstChild.append(make("p", { className: "tags" }, ...paper.topics.map(([name]) => tag(name))));
    }
    showDetail(item, paper);
    return item;
  }

  // For the mouse; with keys the same topic is reached once, in the list of topics.
  function tag(topic) {
    const button = make("button", { type: "button", tabIndex: -1, title: `Only ${topic}` }, ...lit(topic));
    button.addEventListener("click", () => choose(topic));
    return button;
  }

  function facts(paper) {
    const open = isOpen(paper), names = paper.authors;
    const authors = open || names.length < 5 ? names.join("; ") : `${names.slice(0, 3).join("; ")} and ${names.length - 3} more`;
    const place = [paper.venue, paper.year].filter(Boolean).join(" ");
    const seen = paper.seen > 1 ? `seen ${paper.seen} times` : "";
    const parts = [paper.status, authors, place, seen, paper.note].filter(Boolean);
    const spans = parts.map((part) => make("span", { dir: "auto" }, ...lit(part)));
    if (paper.status) spans[0].className = "status";
    return make("p", { className: "facts" }, ...spans);
  }

  function showDetail(item, paper) {
    const open = isOpen(paper);
    item.querySelector("h2 button").setAttribute("aria-expanded", String(open));
    item.querySelector(".facts").replaceWith(facts(paper));
    item.querySelector(".detail")?.remove();
    if (open) item.firstChild.append(detail(paper));
  }

  function detail(paper) {
    const abstract = paper.abstract ? lit(paper.abstract) : ["No abstract."];
    const links = paper.links.filter(([, href]) => /^https?:\/\//i.test(href)).map(([label, href]) =>
      make("a", { href, rel: "noopener noreferrer", target: "_blank", textContent: label }));
    return make("div", { className: "detail" },
      make("p", { className: "abstract", dir: "auto" }, ...abstract),
      make("p", { className: "links" }, ...links, make("code", { textContent: paper.id, title: "litcli show" })));
  }

  function toggle(index) {
    const paper = matched[index];
    if (!toggled.delete(paper)) toggled.add(paper);
    showDetail(list.children[index], paper);
  }

  // --- the list ------------------------------------------------------------------------------------------------------

  function extend(upTo = list.children.length + CHUNK) {
    const rows = document.createDocumentFragment();
    for (let i = list.children.length; i < Math.min(upTo, matched.length); i++) rows.append(row(matched[i], i));
    list.append(rows);
  }

  function update() {
    words = [...search.value.matchAll(/"([^"]+)"|[^\s"]+/g)].map((part) => fold(part[1] ?? part[0])).filter(Boolean);
    matched = papers.filter(found);
    if (sort.value) matched.sort(ORDERS[sort.value]);
    current = -1;
    draw();
    showTopics();
    const narrowed = matched.length < papers.length ? `${number(matched.length)} of ` : "";
    byId("count").textContent = `${narrowed}${number(papers.length)} ${papers.length === 1 ? "paper" : "papers"}`;
    byId("none").hidden = matched.length > 0 || !papers.length;
  }

  function draw() {
    list.replaceChildren();
    extend();
  }

  function clear() {
    if (search.value || status.value || chosen.size) {
      search.value = status.value = "";
      chosen.clear();
      update();
    } else {
      document.activeElement?.blur();
    }
  }

  function openAll() {
    allOpen = !allOpen;
    toggled.clear();
    byId("all").setAttribute("aria-pressed", String(allOpen));
    draw();
    if (current >= 0) go(current);
  }

  // --- topics --------------------------------------------------------------------------------------------------------

  const counts = (some) => {
    const of = new Map();
    for (const paper of some) for (const [name] of paper.topics) of.set(name, (of.get(name) ?? 0) + 1);
    return of;
  };
  const chips = [...counts(papers)].sort((a, b) => b[1] - a[1] || titles.compare(a[0], b[0])).map(([topic]) => {
    const chip = make("button", { type: "button", className: "chip" }, topic, make("span", {}));
    chip.addEventListener("click", () => choose(topic));
    return { topic, chip };
  });

  function choose(topic) {
    if (!chosen.delete(topic)) chosen.add(topic);
    update();
  }

  function showTopics() {
    const left = counts(matched);
    chips.forEach(({ topic, chip }, i) => {
      const count = left.get(topic) ?? 0;
      chip.lastChild.textContent = number(count);
      chip.classList.toggle("empty", !count);
      chip.setAttribute("aria-pressed", String(chosen.has(topic)));
      chip.hidden = !allTopics && i >= FEW && !chosen.has(topic);
    });
    byId("more").hidden = chips.length <= FEW;
    byId("more").textContent = allTopics ? "Fewer topics" : `All ${chips.length} topics`;
    byId("more").setAttribute("aria-expanded", String(allTopics));
  }

  // --- keys ----------------------------------------------------------------------------------------------------------

  function go(index) {
    if (!matched.length) return;
    const target = Math.max(0, Math.min(index, matched.length - 1));
    if (target >= list.children.length) extend(target + CHUNK);
    const item = list.children[target];
    item.querySelector("h2 button").focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  const KEYS = {
    "/": () => {
      search.focus();
      search.select();
    },
    j: () => go(current + 1),
    k: () => go(current - 1),
    o: () => current >= 0 && toggle(current),
    a: openAll,
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const typing = event.target.matches("input, select");
    if (event.key === "Escape") clear();
    else if (event.target === search && event.key === "Enter") go(0);
    else if (typing || !Object.hasOwn(KEYS, event.key)) return;
    else KEYS[event.key]();
    event.preventDefault();
  });

  // --- the start -----------------------------------------------------------------------------------------------------

  const root = document.documentElement;
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const themed = () => byId("theme").setAttribute("aria-pressed", String(dark()));
  const remembered = (...theme) => {
    try {
      return theme.length ? localStorage.setItem("litcli-theme", ...theme) : localStorage.getItem("litcli-theme");
    } catch {
      return null; // a browser may keep nothing for a file
    }
  };
  byId("theme").addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    remembered(root.dataset.theme);
    themed();
  });

  search.addEventListener("input", update);
  sort.addEventListener("change", update);
  status.addEventListener("change", update);
  byId("all").addEventListener("click", openAll);
  byId("clear").addEventListener("click", clear);
  byId("ask").addEventListener("click", () => help.showModal());
  byId("more").addEventListener("click", () => {
    allTopics = !allTopics;
    showTopics();
  });
  addEventListener("beforeprint", () => extend(matched.length));

  byId("chips").append(...chips.map(({ chip }) => chip));
  byId("topics").hidden = !chips.length;
  byId("decided").hidden = !papers.some((paper) => paper.status);
  byId("page").hidden = false;
  if (["light", "dark"].includes(remembered())) root.dataset.theme = remembered();
  themed();
  update();
  const sentinel = byId("sentinel");
  const end = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting) || list.children.length === matched.length) return;
      extend();
      // An observer tells of a change alone: asked again, it tells of an end that is in sight still, as on a tall screen.
      end.unobserve(sentinel);
      end.observe(sentinel);
    },
    { rootMargin: "1200px" },
  );
  end.observe(sentinel);
})();
