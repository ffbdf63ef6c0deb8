import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../../../tools/projectRoot";

const docs = join(projectRoot(), "docs");

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
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
}

test.each(readdirSync(docs))("each link in docs/%s leads somewhere", (name) => {
  const page = join(docs, name);
  const links = [...readFileSync(page, "utf8").matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  const ours = links.filter((link) => !/^[a-z]+:/.test(link));

  expect(ours.filter((link) => !leadsSomewhere(page, link))).toEqual([]);
});

test.each(["../no-such-file.md", "#no-such-heading", "../README.md#no-such-heading"])(
  "the link %s leads nowhere",
  (link) => {
    expect(leadsSomewhere(join(docs, "security.md"), link)).toBe(false);
  },
);
