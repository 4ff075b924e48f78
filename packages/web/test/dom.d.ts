/** Node's fetch takes it, and the browser's types do not know it: the stack that the journeys start is checked with both. */
interface RequestInit {
  duplex?: "half";
}
