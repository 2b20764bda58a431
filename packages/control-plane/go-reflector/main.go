// Follows the pods of one namespace with client-go's own reflector, as controllers do, and says on request what it holds.
// Built inside the module of ../go, whose go.sum pins client-go.
//
// Arguments: a kubeconfig and a namespace. For each line on standard input it prints one line of JSON; it ends with its input.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

type state struct {
	// How often it asked for everything: by LIST, or by a watch that begins with what is there.
	Lists int64 `json:"lists"`
	// How often it went on from a version.
	Watches int64 `json:"watches"`
	// Each pod's uid and version, by name.
	Pods map[string]string `json:"pods"`
}

// Counts what the reflector asks for.
type counter struct {
	next           http.RoundTripper
	lists, watches atomic.Int64
}

func (c *counter) RoundTrip(request *http.Request) (*http.Response, error) {
	query := request.URL.Query()
	if query.Get("watch") == "true" && query.Get("sendInitialEvents") != "true" {
		c.watches.Add(1)
	} else {
		c.lists.Add(1)
	}
	return c.next.RoundTrip(request)
}

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(kubeconfig, namespace string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	counts := &counter{}
	config.Wrap(func(next http.RoundTripper) http.RoundTripper {
		counts.next = next
		return counts
	})
	pods, err := follow(config, namespace)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		now := state{Lists: counts.lists.Load(), Watches: counts.watches.Load(), Pods: held(pods)}
		if err := json.NewEncoder(os.Stdout).Encode(now); err != nil {
			return err
		}
	}
	return lines.Err()
}

func follow(config *rest.Config, namespace string) (cache.Store, error) {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	store := cache.NewStore(cache.MetaNamespaceKeyFunc)
	source := cache.NewListWatchFromClient(client.CoreV1().RESTClient(), "pods", namespace, fields.Everything())
	reflector := cache.NewReflectorWithOptions(source, &v1.Pod{}, store, cache.ReflectorOptions{})
	go reflector.RunWithContext(context.Background())
	return store, nil
}

func held(store cache.Store) map[string]string {
	pods := map[string]string{}
	for _, object := range store.List() {
		pod := object.(*v1.Pod)
		pods[pod.Name] = string(pod.UID) + "@" + pod.ResourceVersion
	}
	return pods
}
