// @ts-check
const vscode = require("vscode");

/** @typedef {{ kind: string, abbreviation: string, name: string }} Resource */

/** @type {ReadonlyArray<Resource>} */
const resources = [
  { kind: "Pod", abbreviation: "pod", name: "web" },
  { kind: "Job", abbreviation: "job", name: "nightly" },
  { kind: "Secret", abbreviation: "secret", name: "password" },
];

/** A node as only its own extension can read it. */
class TreeNode {
  /** @type {Resource} */
  #resource;

  /** @param {Resource} resource */
  constructor(resource) {
    this.#resource = resource;
  }

  /** @returns {import("vscode").TreeItem} */
  item() {
    const item = new vscode.TreeItem(this.#resource.name);
    item.contextValue = `vsKubernetes.resource.${this.#resource.abbreviation}`;
    return item;
  }

  resolved() {
    const { abbreviation, kind, name } = this.#resource;
    return {
      nodeType: "resource",
      name,
      namespace: "default",
      metadata: { name, namespace: "default" },
      resourceKind: { manifestKind: kind, abbreviation },
    };
  }
}

/** @type {Readonly<Record<string, object>>} */
const apis = {
  clusterexplorer: {
    /** @param {unknown} target */
    resolveCommandTarget: (target) => (target instanceof TreeNode ? target.resolved() : undefined),
  },
  configuration: {
    getKubeconfigPath: () => ({ pathType: "host", hostPath: process.env["KUBECONFIG"] }),
  },
};

exports.activate = () => {
  vscode.window.registerTreeDataProvider("extension.vsKubernetesExplorer", {
    /** @param {TreeNode} node */
    getTreeItem: (node) => node.item(),
    /** @param {TreeNode} [node] */
    getChildren: (node) =>
      node === undefined ? resources.map((resource) => new TreeNode(resource)) : [],
  });
  return {
    /**
     * @param {string} component
     * @param {string} version
     */
    get: (component, version) =>
      version === "v1" && component in apis
        ? { available: true, api: apis[component] }
        : { available: false, reason: "version-unknown" },
  };
};
