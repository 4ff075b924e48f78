/** The one table, declared once: the local stack and the deployed one are both made from this. */
export const schema = {
  key: { hash: "pk", range: "sk" },
  /** Both sparse: an item is in an index while it has the index's two attributes. */
  indexes: {
    /** Lists in the order of their last change: the rules of a provider, its offers, the matches of a customer. */
    collection: { hash: "collection", range: "position" },
    /** Work that is not finished, at the moment somebody has to look after it. What is published lies here too. */
    open: { hash: "open", range: "due" },
  },
  attributes: { pk: "S", sk: "S", collection: "S", position: "S", open: "S", due: "S" },
  ttl: "expiresAt",
} as const;
