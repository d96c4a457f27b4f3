// Soft toon shading: three smooth bands of light, baked occlusion, the soft shadow of the hands, which tells how far they
// are from the body, and a darker rim that parts fingers that overlap.

uniform sampler2D hands;  // as the light sees them: how much of it they take, and their distance from it

in vec4 facing;           // the normal in the eye's frame, and how much of it points at the eye
in vec3 lit;              // where the light sees it, 0..1
in vec4 tint;             // sRGB, and the baked occlusion
in float sure;            // how visible the part is

out vec4 pixel;

// KEY, where the light stands, is put here by the painter.
const vec3 SHADOW = vec3(0.66, 0.60, 0.66);
const vec3 MIDDLE = vec3(0.90, 0.875, 0.88);
const vec3 CAST = vec3(0.66, 0.62, 0.70);               // what a shadow leaves of the light
const float CLEAR = 0.010;                              // what is nearer than this behind a hand is the hand itself
const float DEEP = 0.022;                               // what is as far behind as this is wholly in its shadow
const vec3 GHOST = vec3(0.60, 0.65, 0.70);
const float LEAST = 0.22;                               // how much of a lost part stays to be seen

void main() {
    // Between vertices of unit normals it is shorter.
    vec4 n = facing * inversesqrt(dot(facing.xyz, facing.xyz));
    float light = 0.5 + 0.5 * dot(n.xyz, KEY);
    light *= mix(0.55, 1.0, tint.a);
    vec3 shade = mix(SHADOW, MIDDLE, smoothstep(0.34, 0.46, light));
    shade = mix(shade, vec3(1.03), smoothstep(0.62, 0.78, light));
    shade *= mix(0.72, 1.0, tint.a);
    shade *= mix(0.68, 1.0, smoothstep(0.05, 0.45, n.w));
    vec2 hand = texture(hands, lit.xy).rg;
    shade *= mix(vec3(1.0), CAST, hand.x * smoothstep(CLEAR, DEEP, lit.z - hand.y));
    vec3 rgb = tint.rgb * shade;
    pixel = vec4(mix(GHOST, rgb, 0.25 + 0.75 * sure), mix(LEAST, 1.0, sure));
}
