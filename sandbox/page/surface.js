/** Where blocks stand — a message, the modal, the Home tab — and how a press there reaches the app. */
import { api } from "./api.js";
import { Form } from "./element_state.js";
import { toast } from "./toast.js";

/**
 * A surface for blocks. When a press was not answered the modal has a notice of its own; elsewhere a toast says so.
 *   where    what /sandbox/action calls the place: {channel, ts}, "modal" or "home"
 *   user     the id of the acting user
 *   known    states that are already known, by block_id and action_id
 *   errors   what is wrong, by block_id (modal only)
 */
export function surface({ where, user, people, blocks, known, errors }) {
  const form = new Form(blocks, known);
  const address = (block, element) => ({ user, where, block_id: block.block_id, action_id: element.action_id });
  return {
    user, people, form, errors,
    async act(block, element, state) {
      try {
        const answer = await api.action({ ...address(block, element), state, values: form.values });
        if (answer?.notice && where !== "modal") toast(answer.notice);
      } catch (error) {
        toast(error.message);
      }
    },
    suggest: (block, element, value) => api.suggest({ ...address(block, element), value }),
  };
}
