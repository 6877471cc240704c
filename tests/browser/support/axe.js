// The accessibility checker, run in a page of ours.

import { readFile } from "node:fs/promises";

import { Eye } from "./eye.js";

const SOURCE = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** Everything serious or critical that it finds once the page rests, a line each: a pane that slides in is pale on its way. */
export async function findBarriers(page) {
  await new Eye(page).rests();
  await page.evaluate(SOURCE);
  const violations = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    const places = (nodes) => nodes.map(({ html }) => html);
    return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, where: places(nodes) }));
  });
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, impact, help, where }) => `${impact} ${id}: ${help}: ${where.slice(0, 3).join(" | ")}`);
}
