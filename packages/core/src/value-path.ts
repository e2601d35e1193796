/** `['orders', 2, 'customer name']` → `orders[2]["customer name"]`. */
export function formatPath(keys: readonly (string | number)[]): string {
  let path = '';
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index];
    if (key === undefined) continue;
    if (typeof key === 'number') path += `[${key}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(key)) path += path === '' ? key : `.${key}`;
    else path += `[${JSON.stringify(key)}]`;
  }
  return path;
}
