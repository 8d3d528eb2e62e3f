// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import java.util.ArrayList;
import java.util.List;

/** A range of addresses of one private network in one zone, with its routes and rules, which may change at any time. */
public final class Subnet {

    private final String id;
    private final String network;
    private final String account;
    private final String region;
    private final String zone;
    private final Cidr range;
    private List<Route> routes = List.of();
    private List<Rule> rules = List.of();

    Subnet(String id, String network, String account, String region, String zone, Cidr range) {
        this.id = id;
        this.network = network;
        this.account = account;
        this.region = region;
        this.zone = zone;
        this.range = range;
    }

    /** Cloud id. */
    public String id() {
        return id;
    }

    /** Id of the private network; addresses are unique within one, not over several. */
    public String network() {
        return network;
    }

    /** Who owns it. */
    public String account() {
        return account;
    }

    /** Where it lies. */
    public String region() {
        return region;
    }

    /** Zone it lies in. */
    public String zone() {
        return zone;
    }

    /** Its addresses. */
    public Cidr range() {
        return range;
    }

    /** Its route table. */
    public List<Route> routes() {
        return routes;
    }

    /** Its rules. */
    public List<Rule> rules() {
        return rules;
    }

    /** Replaces the route table. */
    public void routes(List<Route> newRoutes) {
        routes = List.copyOf(newRoutes);
    }

    /** Adds a route. */
    public void addRoute(Route route) {
        List<Route> all = new ArrayList<>(routes);
        all.add(route);
        routes = List.copyOf(all);
    }

    /** Replaces the rules. */
    public void rules(List<Rule> newRules) {
        rules = List.copyOf(newRules);
    }
}
