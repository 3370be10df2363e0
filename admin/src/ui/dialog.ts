/** A dialog with a form closes by Escape or its buttons, never by a stray touch beside it. */
export const keepOpen = {
  onPointerDownOutside: (event: Event): void => event.preventDefault(),
  onInteractOutside: (event: Event): void => event.preventDefault(),
}
