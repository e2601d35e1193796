import type { Tool, ToolContext } from '@exec/core';
import { z } from 'zod';
import { askWebApi } from './web-api.ts';

interface GetWeatherInput {
  city: string;
}

interface Weather {
  city: string;
  sky: string;
  celsius: number;
}

/** Asks the web server for the weather of a city: the call waits, it does not compute. */
export async function getWeather({ city }: GetWeatherInput, { abortSignal }: ToolContext): Promise<Weather> {
  return askWebApi<Weather>('/weather', { city }, abortSignal);
}

export const getWeatherTool: Tool<GetWeatherInput, Weather> = {
  description: 'The weather in a city.',
  inputSchema: z.strictObject({ city: z.string().min(1) }),
  execute: getWeather,
};
