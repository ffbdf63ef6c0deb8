import { PAGES, sectionsOf } from "./pages";

/** What a section says of these is Microsoft's to decide, and can change: the reader must be able to look it up. */
const OF_AZURE =
  /\b(?:App Service|Static Web Apps|Flex Consumption|Front Door|Core Tools|Functions host|Application Insights|Table Storage|Key Vault|Entra|Azure AD B2C|Azure Files)\b/;

const SOURCE = /\]\(https:\/\/|\]\[[\w-]+\]/;

test.each(
  PAGES.flatMap((page) => sectionsOf(page).map(({ heading, text }) => ({ page: page.name, heading, text }))).filter(
    ({ text }) => OF_AZURE.test(text),
  ),
)("$page: what $heading says of Azure has its source beside it", ({ text }) => {
  expect(text).toMatch(SOURCE);
});
