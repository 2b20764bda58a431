export interface Example {
  readonly query: string;
  readonly variables?: string;
}

/** The playground's tabs for a first visit. Each is a whole, working document; a test holds them to the schema. */
export const examples: readonly Example[] = [
  {
    query: `# What there is, what is taken, and what can be had now.
query Capacity {
  overview {
    available {
      gpus
      cpuMillis
      ramBytes
    }
    gpusByModel {
      model
      total
      available
      largestBlock
    }
  }
  servers(first: 5, orderBy: { field: AVAILABLE_GPUS, direction: DESC }) {
    totalCount
    nodes {
      name
      gpuModel
      status
      available {
        gpus
        cpuMillis
        ramBytes
      }
    }
  }
}
`,
  },
  {
    query: `# Asks for a pod. It really creates it: the next tab only tries.
mutation CreatePod($input: CreatePodInput!) {
  createPod(input: $input) {
    __typename
    ... on CreatePodSuccess {
      pod {
        namespace
        name
        status
        server {
          name
        }
      }
      operation {
        id
        state
        waitingFor
      }
      plan {
        placement
      }
    }
    ... on UserError {
      code
      message
    }
    ... on InvalidInput {
      problems {
        path
        message
      }
    }
  }
}
`,
    variables: inputText({ name: "from-the-playground" }),
  },
  {
    query: `# The same with dryRun: answers as the real call would, and changes nothing.
mutation TryCreatePod($input: CreatePodInput!) {
  createPod(input: $input) {
    __typename
    ... on CreatePodSuccess {
      plan {
        server
        placement
        availableBefore {
          gpus
        }
        availableAfter {
          gpus
        }
      }
    }
    ... on UserError {
      code
      message
    }
    ... on InsufficientCapacity {
      need {
        gpus
      }
      have {
        gpus
      }
      nearest {
        server
        shortOf
      }
    }
  }
}
`,
    variables: inputText({ name: "only-a-try", dryRun: true }),
  },
  {
    query: `# Pods as they change: a snapshot first, then each change. Run it, and create a pod meanwhile.
subscription PodsAsTheyChange {
  podsChanged {
    cursor
    reset
    removed
    pods {
      namespace
      name
      status
      reason
      server {
        name
      }
    }
  }
}
`,
  },
];

function inputText(given: { name: string; dryRun?: boolean }): string {
  const input = {
    namespace: "test-team",
    ...given,
    image: "registry.k8s.io/pause:3.10",
    resources: { gpus: 1, cpu: "4", ram: "16Gi" },
  };
  return JSON.stringify({ input }, null, 2);
}
