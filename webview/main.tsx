import { mount } from "./mount.tsx";
import type { WebviewApi } from "./host.ts";

declare const acquireVsCodeApi: () => WebviewApi;

const root = document.getElementById("app");
if (root !== null) mount(root, acquireVsCodeApi(), window);
