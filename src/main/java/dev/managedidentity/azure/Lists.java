package dev.managedidentity.azure;

/** Lists of the scale sets or the machines of a subscription. */
public interface Lists {

  /** Reads one: one request a page. */
  Answer<Listed> list(ListQuery query);

  /** How many pages of one Azure's limits leave room for just now. Sends nothing. */
  int room(ListQuery query);
}
