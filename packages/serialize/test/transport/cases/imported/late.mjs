const value = await Promise.resolve('after await');
export const late = value;
export const readLate = () => value;
