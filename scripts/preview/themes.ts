const BLOCK =
  /@media \(prefers-color-scheme: (dark|light)\) \{\s*\.markdown-body, \[data-theme="\w+"\] \{([^}]*)\}\s*\}/gu;

/**
 * GitHub's stylesheet, which knows only what the browser prefers, with the colours given by hand as well: `data-theme` of the
 * root element wins.
 * @throws Error when the stylesheet is not written as this one was
 */
export function themed(markdownCss: string): string {
  const themes = [...markdownCss.matchAll(BLOCK)].map(([, theme, colours]) => ({
    theme: theme!,
    colours: colours!,
  }));
  if (themes.length !== 2)
    throw new Error("github-markdown.css has no longer one block of colours for each theme");
  const byPreference = themes.map(
    ({ theme, colours }) => `@media (prefers-color-scheme: ${theme}) { :root {${colours}} }`,
  );
  const byHand = themes.map(
    ({ theme, colours }) =>
      `:root[data-theme="${theme}"], :root[data-theme="${theme}"] .markdown-body {${colours}}`,
  );
  return [markdownCss, ...byPreference, ...byHand].join("\n");
}
