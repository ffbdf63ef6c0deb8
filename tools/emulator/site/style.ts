/**
 * The page's looks: the browser's own colours, light or dark as its user has chosen. Tables scroll rather than break words.
 */
export const style = `
:root { background: Canvas; color: CanvasText; color-scheme: light dark; --line: #8886; --soft: #8881; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; overflow-wrap: break-word; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; max-width: 45rem; }
.note { border-left: .25rem solid #c60; padding-left: .75rem; }
code { font: .875rem ui-monospace, monospace; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .375rem .75rem .375rem 0; text-align: left; vertical-align: top; }
thead th { background: var(--soft); white-space: nowrap; }
td { white-space: nowrap; }
td code { display: block; line-height: 1.5rem; min-width: 18rem; white-space: normal; }
dl { display: grid; gap: .25rem 1.5rem; grid-template-columns: max-content minmax(0, 1fr); margin: 1rem 0; }
dt { font-weight: 600; }
dd { margin: 0; }
@media (max-width: 40rem) { body { padding: 1rem; } dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: .5rem; } }
`;
