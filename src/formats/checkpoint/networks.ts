import { BILINEAR_NET } from "./bilinear.ts";
import { CNN_NET } from "./cnn-net.ts";
import { LSTM_NET } from "./lstm-net.ts";
import { MIXTURE_LSTM_NET } from "./mixture-lstm-net.ts";
import type { Network } from "./network.ts";
import { POOL_NET } from "./pool-net.ts";

/** Every network that can be evaluated; the first that matches is taken. */
export const NETWORKS: readonly Network[] = [BILINEAR_NET, POOL_NET, LSTM_NET, MIXTURE_LSTM_NET, CNN_NET];
