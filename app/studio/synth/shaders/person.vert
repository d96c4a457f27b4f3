#version 330 core
// Carries every vertex to where its bones take it, and lets cloth stand off the body.
#define BONES 96

layout(std140) uniform Palette { vec4 palette[3 * BONES]; };

uniform mat4 view_projection;
uniform mat4 light;        // world to the shadow map
uniform float sleeve;      // where sleeves end along the arm: 1 is the elbow, 2 the wrist
uniform float loose;       // metres that cloth stands off beyond its usual
uniform float flare;       // metres that a sleeve's end stands off
uniform int layer;         // 0 body, 1 top, 2 trousers, 3 hair

in vec3 position;          // at rest, with the face's expression
in vec3 start;             // at rest, without
in vec3 normal;
in vec4 colour;
in uvec4 bones;
in vec4 weights;
in float arm;
in float kind;
in float hand;

out vec3 rest;
out vec3 world;
out vec3 world_normal;
out vec4 masks;
out float along;
out float piece;
out float whose;
out vec4 lit_at;

vec4 row(int r) {
    return weights.x * palette[3u * bones.x + uint(r)] + weights.y * palette[3u * bones.y + uint(r)]
         + weights.z * palette[3u * bones.z + uint(r)] + weights.w * palette[3u * bones.w + uint(r)];
}

void main() {
    vec3 at_rest = position;
    if (layer == 1) {
        float sleeved = smoothstep(sleeve - 0.7, sleeve, arm) * step(0.0, arm);
        at_rest += normal * (loose * (1.0 - 0.7 * smoothstep(0.0, 0.6, arm)) + flare * sleeved);
    }
    vec4 at = vec4(at_rest, 1.0);
    vec4 x = row(0), y = row(1), z = row(2);
    world = vec3(dot(x, at), dot(y, at), dot(z, at));
    world_normal = vec3(dot(x.xyz, normal), dot(y.xyz, normal), dot(z.xyz, normal));
    rest = start;
    masks = colour;
    along = arm;
    piece = kind;
    whose = hand;
    lit_at = light * vec4(world + normalize(world_normal) * 0.004, 1.0);
    gl_Position = view_projection * vec4(world, 1.0);
}
