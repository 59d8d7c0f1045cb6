/** Something to type in beside the logs. */
export interface Item {
  readonly price: number;
  readonly quantity: number;
}

/** What a cart costs, in cents. */
export function total(cart: ReadonlyArray<Item>): number {
  return cart.reduce((sum, item) => sum + item.price * item.quantity, 0);
}
