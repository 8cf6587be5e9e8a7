// Package ui is the look of Guiju: pages as pure functions over plain structs.
// A handler fills a struct (Case, TodoList, RegisterView, FormView …), puts the
// function's node into a Page and renders it; it never writes HTML itself.
//
// What every page keeps (ux.md, reliability.md D11): text is escaped by
// construction, links pass SafeHref, there is no inline script or style, each
// form works as a plain POST without script, and widths come by class. Raw,
// Href, Src, Style and event attributes are used in this package only.
//
// Forms are sent by htmx where there is script, with the same answers as
// without: a 303 is followed and its address shown, a page with any other
// status (422, 409, 403 …) replaces #main in place. A handler may answer a
// request with the header HX-Request by Page.Fragment instead of the whole page.
package ui
