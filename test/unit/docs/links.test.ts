import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../../../tools/kit/projectRoot";
import { PAGES } from "./pages";

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(file: string): string[] {
  const headings = [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => text);
  return headings.map((text) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function leadsSomewhere(page: string, link: string): boolean {
  const file = join(projectRoot(), page);
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : join(dirname(file), path);
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
}

test.each(PAGES)("each link in $name leads somewhere", ({ name, text }) => {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  const ours = links.filter((link) => !/^[a-z]+:/.test(link));

  expect(ours.filter((link) => !leadsSomewhere(name, link))).toEqual([]);
});

test.each(["../no-such-file.md", "#no-such-heading", "../README.md#no-such-heading"])(
  "the link %s leads nowhere",
  (link) => {
    expect(leadsSomewhere("docs/security.md", link)).toBe(false);
  },
);

test.each(PAGES)("each link by name in $name has its address, and each address is used", ({ text }) => {
  const used = new Set([...text.matchAll(/\]\[([\w-]+)\]/g)].map(([, name = ""]) => name));
  const given = [...text.matchAll(/^\[([\w-]+)\]: https:\/\//gm)].map(([, name = ""]) => name);

  expect([...used].sort()).toEqual(given.sort());
});
