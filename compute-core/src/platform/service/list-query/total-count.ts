/** The header with the number of all items that a list has under its filters, however long its pages are. */
export const totalCountHeader = 'Kilonova-Total-Count'
