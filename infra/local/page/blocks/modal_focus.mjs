/** Keeps the focus in a modal whose blocks are shown anew. */

/** What has the focus in a modal: where it stands, and what is selected in it; null for nothing. */
export function focused({ form }) {
  const node = document.activeElement;
  if (!node || !form.contains(node)) return null;
  const blockId = node.closest('[data-block]')?.dataset.block;
  const actionId = node.closest('[data-action]')?.dataset.action;
  return { node, blockId, actionId, selection: selectionOf(node) };
}

/** Some inputs, as checkboxes, have no selection: reading gives null or throws. */
function selectionOf(node) {
  try {
    const { selectionStart: from, selectionEnd: to } = node;
    return from === null || from === undefined ? null : [from, to];
  } catch {
    return null;
  }
}

/** Gives the focus back to what stands at the same place now, or to the title where nothing does. */
export function focusAgain({ form, surface, parts }, before) {
  if (!before || form.contains(document.activeElement)) return;
  const { blockId, actionId, selection } = before;
  const control = surface.controls.find((one) => one.blockId === blockId && one.actionId === actionId);
  const block = [...parts.body.children].find((child) => child.dataset.block === blockId);
  const other = [...(block?.querySelectorAll('[data-action]') ?? [])].find((node) => node.dataset.action === actionId);
  const target = control?.target() ?? other ?? parts.title;
  target.focus();
  if (selection && control) target.setSelectionRange(...selection);
}
