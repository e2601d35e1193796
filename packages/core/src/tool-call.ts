/** One call, as a model made it. A field that is missing, or throws when it is read, fails this call and no other. */
export interface ToolCall {
  /** The model's id for the call; ids may repeat or be empty, results come in the order of the calls all the same. */
  id: string;
  /** Name of the tool. */
  name: string;
  /** JSON text of the arguments; empty text counts as `{}`, since several models send that for tools without parameters. */
  arguments: string;
}
